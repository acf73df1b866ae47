import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { serverUser } from '../../../src/resources/servers/server-user';
import { afterTest } from '../../engine/after-test';
import { UsedResource } from '../used-resource';

/** Ignores SIGINT, as MySQL and MariaDB do. */
const SERVER = `
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => { console.log('shut down'); process.exit(); });
setInterval(() => undefined, 1_000_000);
console.log(process.pid);
`;

test('a server gets the signal that it obeys when the runner is killed', async () => {
  const user = serverUser(new UsedResource('Database').directory, dirname(process.execPath));
  const runner = spawn('sh', ['-c', '"$@" & wait', 'sh', ...user.command([process.execPath, '-e', SERVER], 'SIGTERM')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  runner.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '') {
      afterTest(() => end(Number(text)));
      runner.kill('SIGKILL');
    }
    output += text;
  });
  // The server has it open, too.
  await once(runner.stdout, 'close');
  expect(output).toMatch(/^\d+\nshut down\n$/);
});

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
