import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { sandboxCommand } from '../../../src/resources/lambda/sandbox';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../../codebuild/sample';
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

test('an application that is frozen ends when its runner is killed', async () => {
  const application = ['sleep', `1000.${process.pid}`];
  const task = writeTree(temporaryDirectory(), { 'run.sh': { content: `#!/bin/sh\necho up\nexec ${application.join(' ')}\n`, mode: 0o755 } });
  chmodSync(task, 0o755);
  const runner = spawn(process.execPath, ['-e', STARTER, ...sandboxCommand(task, 'run.sh')], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(runner.stdout, 'data');
  await until(() => runs(application) !== undefined, 'the application runs');
  process.kill(Number(runs(application)), 'SIGSTOP');
  runner.kill('SIGKILL');
  await until(() => runs(application) === undefined, 'the application has ended');
});
