import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { callAfter } from '../../src/system/deadline';

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
    callAfter(20, () => {
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

test('a process that stands still again and again waits at most twice as long', async () => {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const began = performance.now();
  let isOver = false;
  callAfter(500, () => { isOver = true; });
  while (!isOver) {
    Atomics.wait(pause, 0, 0, 150);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(performance.now() - began).toBeGreaterThan(500);
});
