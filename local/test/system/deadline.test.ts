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

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test.each([20, 200])('after this process stood still, what has arrived meanwhile comes before the end of %i ms', async (milliseconds) => {
  const events: string[] = [];
  // Timers are due before the event loop reads again.
  await new Promise(setImmediate);
  const elapsed = new Promise<void>((resolve) => {
    callAfter(milliseconds, () => {
      events.push('elapsed');
      resolve();
    });
  });
  standStill(milliseconds + 300);
  setImmediate(() => events.push('arrived'));
  await elapsed;
  expect(events).toEqual(['arrived', 'elapsed']);
});

test('a process that stands still in each turn waits at most as long again', async () => {
  let isOver = false;
  callAfter(200, () => { isOver = true; });
  let turns = 0;
  for (; !isOver; turns += 1) {
    standStill(500);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(turns).toBe(2);
});
