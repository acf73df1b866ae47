import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bundle } from './bundle';
import { TestInstances } from './test-instances';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

/** In a separate process, because other tests need file descriptors, too. */
test('a program that cannot start without file descriptors fails, and the instance continues', async () => {
  const program = await bundle('few-files-program.ts', join(instances.directory(), 'program.mjs'));
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -n 96 && exec "$0" "$1"', process.execPath, program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
    { code: 127, stdout: '', stderr: 'sh could not be started: this process has too many open files' },
    { problem: expect.stringContaining('EMFILE') as string },
    { code: 0, stdout: 'active', stderr: '' },
  ]);
});
