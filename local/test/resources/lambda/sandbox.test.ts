import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { sandboxCommand } from '../../../src/resources/lambda/sandbox';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../../codebuild/sample';
import { heardFrom } from '../../heard-from';
import { until } from '../../until';

afterAll(removeTemporaryDirectories);

const STARTER = `const [, program, ...args] = process.argv;
  require('node:child_process').spawn(program, args, { detached: true, stdio: ['ignore', 'inherit', 'ignore'] })`;

function runs(command: readonly string[]): string | undefined {
  return readdirSync('/proc').find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8') === command.map((word) => `${word}\0`).join('');
    } catch {
      return false;
    }
  });
}

test('an application can write to /tmp, and to no other folder of the machine', async () => {
  const places = ['/tmp', '/dev/shm', '/run/lock', '/var/tmp', '/var/task', '/var'].filter((place) => place !== '/run/lock' || existsSync(place));
  const script = `#!/bin/sh\nfor place in ${places.join(' ')}; do (: >"$place/written.$$") 2>/dev/null && echo "$place"; done\nexit 0\n`;
  const task = writeTree(temporaryDirectory(), { 'run.sh': { content: script, mode: 0o755 } });
  chmodSync(task, 0o755);
  const [program, ...args] = sandboxCommand(task, 'run.sh');
  const { stdout } = await promisify(execFile)(program, args);
  expect(stdout.trim().split('\n')).toEqual(['/tmp']);
});

test('a frozen application ends when its runner is killed', async () => {
  const application = ['sleep', `1000.${process.pid}`];
  const task = writeTree(temporaryDirectory(), { 'run.sh': { content: `#!/bin/sh\necho up\nexec ${application.join(' ')}\n`, mode: 0o755 } });
  chmodSync(task, 0o755);
  const runner = spawn(process.execPath, ['-e', STARTER, ...sandboxCommand(task, 'run.sh')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await heardFrom(runner, once(runner.stdout, 'data'));
  await until(() => runs(application) !== undefined, 'the application runs');
  process.kill(Number(runs(application)), 'SIGSTOP');
  runner.kill('SIGKILL');
  await until(() => runs(application) === undefined, 'the application has ended');
});
