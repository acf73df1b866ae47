import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTime } from '../../src/system/deadline';

test('a deadline fires even if only AbortSignal.any refers to it and garbage is collected', async () => {
  const source = `
    import { deadline } from './deadline';
    const timer = setTimeout(() => process.exit(1), 200_000);
    AbortSignal.any([new AbortController().signal, deadline(100)]).addEventListener('abort', () => clearTimeout(timer));
    setImmediate(() => globalThis.gc());
  `;
  const resolveDir = join(__dirname, '../../src/system');
  const stdin = { contents: source, resolveDir, loader: 'ts' } as const;
  const { outputFiles } = await build({ stdin, bundle: true, write: false, platform: 'node', logLevel: 'error' });
  execFileSync(process.execPath, ['--expose-gc', '-e', outputFiles[0].text]);
});

test('after this process stood still, what has arrived meanwhile comes before the end of the time', async () => {
  const events: string[] = [];
  const elapsed = new Promise<void>((resolve) => {
    onTime(20, () => {
      events.push('elapsed');
      resolve();
    });
  });
  const pause = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(pause, 0, 0, 300);
  setImmediate(() => events.push('arrived'));
  await elapsed;
  expect(events).toEqual(['arrived', 'elapsed']);
});
