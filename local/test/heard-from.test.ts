import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { heardFrom } from './heard-from';

test('what a process has said is heard, though it ends', async () => {
  const child = spawn('echo', ['hello'], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(String(await heardFrom(child, once(child.stdout, 'data')))).toBe('hello\n');
});

test('a process that ends before it says anything is not waited for', async () => {
  const child = spawn('sh', ['-c', 'exit 3'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await expect(heardFrom(child, once(child.stdout, 'data'))).rejects.toThrow('sh -c exit 3 ended too early, with 3');
});
