import { join } from 'node:path';
import { GostyleProcess } from './gostyle-process';
import { WebApp } from './web-app';
import './running-engine';
import * as logs from '../../src/cli/logs';
import * as status from '../../src/cli/status';
import type { RunState } from '../../src/model/run-state';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

type Loaded = { command(): Parameters<typeof runCommandLine>[0] };

function gostyle(app: WebApp, { command }: Loaded, ...args: readonly string[]): Promise<CommandOutcome> {
  return runCommandLine(command(), [...args, '--state', join(app.directory, '.gostyle')]);
}

const OVER = 'no run is in progress: these are the logs of the last one';

test.each([
  ['instances', undefined, /^i-\w+ web\.service \S+ node\[\d+\]: serving \w{40}$/m],
  ['tasks', 'fargate', /^\w{12} application \S+ node\[\d+\]: serving \w{40}$/m],
  ['execution environments', 'lambda', /^e-\w+ function serving \w{40}$/m],
] as const)('after a run with %s has ended, its logs and its state can still be read', async (_what, compute, line) => {
  const app = new WebApp([{ name: 'production', instances: 2, ...compute && { compute } }]);
  app.write('server.mjs', `${app.read('server.mjs')}\nconsole.log('serving ' + 'a'.repeat(40));\n`);
  const commit = app.commit('a service that says what it does');
  // Nothing of a function runs before its first request.
  const run = new GostyleProcess(app.directory, '--once', '--load', '20', '--shorten-waits', '600');
  expect(await run.exit()).toBe(0);

  const all = await gostyle(app, logs, 'production');
  expect(all).toMatchObject({ exitStatus: 0, stderr: `${OVER}\n` });
  expect(all.stdout).toMatch(line);
  const id = line.exec(all.stdout)![0].split(' ')[0]!;
  const some = await gostyle(app, logs, '--instance', id, '--grep', 'SERVING a', '--follow');
  expect(some.stderr).toBe(`${OVER}, and nothing follows\n`);
  expect(some.stdout.split('\n').filter(Boolean).every((text) => text.startsWith(`production ${id} `) && text.includes('serving a'))).toBe(true);
  expect(some.stdout).not.toBe('');

  const { stderr, exitStatus } = await gostyle(app, status);
  expect(exitStatus).toBe(0);
  expect(stderr).toMatch(new RegExp(`^Succeeded ${commit.slice(0, 7)} a service that says what it does `));
  expect(stderr).toMatch(new RegExp(`^  production +${commit.slice(0, 7)}, not running$`, 'm'));
  expect(stderr).toMatch(/\nno run is in progress; `gostyle run` continues from here, `gostyle logs` shows what was logged\n$/);
  const state = JSON.parse((await gostyle(app, status, '--json')).stdout) as RunState;
  expect(state).toMatchObject({
    ended: true,
    executions: [{ status: 'Succeeded', commit: { id: commit } }],
    approvals: [],
    environments: [{ name: 'production', url: '', revision: commit, instances: [], deployment: { status: 'Succeeded' } }],
  });
});

test('of a first deployment that failed, the failure and the logs can be read', async () => {
  const app = new WebApp([{ name: 'production', instances: 1, compute: 'fargate', alarms: [] }]);
  app.write('server.mjs', 'console.error("no database"); process.exit(1);\n');
  app.commit('a service that does not start');
  const run = new GostyleProcess(app.directory, '--once', '--shorten-waits', '600');
  await run.untilMessage(({ code }) => code === 'task.failed');
  await run.kill('SIGINT');
  expect((await gostyle(app, logs, 'production', '--grep', 'database')).stdout).toMatch(/^\w{12} application \S+ node\[\d+\]: no database$/m);
  expect((await gostyle(app, status)).stderr).toMatch(/^ {2}production +nothing deployed yet, not running$/m);
});

test('who follows the logs of a run gets its last lines, and the end', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = new GostyleProcess(app.directory);
  await run.untilMessage(({ code }) => code === 'execution.ended');
  const following = gostyle(app, logs, 'production', '--follow');
  await run.kill('SIGINT');
  const { stdout, stderr, exitStatus } = await following;
  expect([exitStatus, stderr]).toEqual([0, `${OVER}, and nothing follows\n`]);
  expect(stdout).toMatch(/systemd\[1\]: Stopped web/);
});

test('refuses an environment that the last run did not have, and a directory without any run', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  expect(await gostyle(app, status)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('no run is using') as string });
  expect(await gostyle(app, logs)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('no run is using') as string });
  const run = new GostyleProcess(app.directory, '--once');
  expect(await run.exit()).toBe(0);
  expect(await gostyle(app, logs, 'nowhere'))
    .toMatchObject({ exitStatus: 2, stderr: 'nowhere is not an environment of the last run, which has: production' });
});
