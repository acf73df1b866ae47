import { mkdirSync, mkdtempSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine, type CommandOutcome } from './run-command';
import * as approve from '../../src/cli/approve';
import * as clean from '../../src/cli/clean';
import * as logs from '../../src/cli/logs';
import * as reject from '../../src/cli/reject';
import * as retry from '../../src/cli/retry';
import * as rollback from '../../src/cli/rollback';
import * as status from '../../src/cli/status';
import * as stop from '../../src/cli/stop';
import type { ExecutionState } from '../../src/model/run-state';
import { startConsole, type ConsoleServer } from '../../src/web/console-server';
import { writeRunFile } from '../../src/web/run-file';
import { FakeBackend } from '../web/fake-backend';
import { APPROVAL, sampleState } from '../web/sample-state';

let backend: FakeBackend;
let server: ConsoleServer;
let directory: string;

beforeEach(async () => {
  backend = new FakeBackend(sampleState());
  directory = mkdtempSync(join(tmpdir(), 'state-'));
  server = await startConsole({ port: 0, backend, pageDirectory: directory });
  await writeRunFile(directory, server);
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

type Loaded = { command(): Parameters<typeof runCommandLine>[0] };
const gostyle = ({ command }: Loaded, ...args: readonly string[]): Promise<CommandOutcome> => runCommandLine(command(), [...args, '--state',
  directory]);

test('status shows the stages, the environments, the failure and pending approvals, as text and as JSON', async () => {
  const { stderr, exitStatus } = await gostyle(status);
  expect(exitStatus).toBe(0);
  expect(stderr).toMatch(/WaitingForApproval 4f1c2d9 feat: count visits/);
  expect(stderr).toMatch(/staging +Succeeded/);
  expect(stderr).toContain('production is waiting for approval of 4f1c2d9 feat: count visits: `gostyle approve production`');
  // Redirected output may be stored where others can read it.
  expect(stderr).toContain(`console: ${server.url} (its token: ${join(directory, 'run.json')})`);
  expect(stderr).not.toContain(server.token);
  expect(JSON.parse((await gostyle(status, '--json')).stdout)).toEqual(JSON.parse(JSON.stringify(backend.state())));
});

test('approve selects the only environment that is waiting, and passes the reason', async () => {
  const { exitStatus, stderr } = await gostyle(approve, '--comment', 'seen on staging');
  expect([exitStatus, stderr]).toEqual([0, 'approved production: 4f1c2d9 feat: count visits\n']);
  expect(backend.asked).toEqual([`Approved ${APPROVAL.id} seen on staging`]);
});

test('reject names the environment', async () => {
  expect((await gostyle(reject, 'production')).exitStatus).toBe(0);
  expect(backend.asked).toEqual([`Rejected ${APPROVAL.id} rejected in the terminal`]);
});

test('refuses an environment without a pending approval, several without a name, and none at all', async () => {
  expect(await gostyle(approve, 'staging')).toMatchObject({ exitStatus: 2, stderr: 'staging is not waiting for approval; waiting: production' });
  backend.become({ ...sampleState(), approvals: [APPROVAL, { ...APPROVAL, id: 'approval-2', environment: 'staging' }] });
  expect(await gostyle(approve)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('(production, staging): name one') as string });
  backend.become({ ...sampleState(), approvals: [] });
  expect(await gostyle(approve)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('no approval is pending') as string });
});

test('rollback shows the revision that it returns to', async () => {
  const { exitStatus, stderr } = await gostyle(rollback, 'production', '--yes');
  expect(exitStatus).toBe(0);
  expect(stderr).toMatch(/^rolling back production: \w{7} -> 1b0c9d8 fix: health path\n$/);
});

test('rollback refuses without confirmation, an unknown environment, and one without an earlier revision', async () => {
  expect(await gostyle(rollback, 'production')).toMatchObject({
    exitStatus: 2,
    stderr: expect.stringMatching(/^roll back production \(.*use `--yes` to confirm$/) as string,
  });
  expect(await gostyle(rollback, 'live', '--yes')).toMatchObject({
    exitStatus: 2,
    stderr: expect.stringContaining('is not an environment of the run, which has: staging, production') as string,
  });
  expect(await gostyle(rollback, 'staging', '--yes')).toMatchObject({ exitStatus: 2, stderr: 'staging has no earlier revision to roll back to' });
  expect(backend.asked).toEqual([]);
});

test('stop and retry take the only execution, one of a commit, or one by its id', async () => {
  const stopped = 'stopping execution-2 (4f1c2d9 feat: count visits)\n';
  expect(await gostyle(stop)).toMatchObject({ exitStatus: 0, stderr: stopped });
  expect(await gostyle(stop, '4f1c2d9')).toMatchObject({ exitStatus: 0, stderr: stopped });
  expect(await gostyle(retry, 'execution-1')).toMatchObject({ exitStatus: 0, stderr: 'retrying execution-1 (9b8a7c6 fix: health path)\n' });
  expect(backend.asked).toEqual(['stop execution-2', 'stop execution-2', 'retry execution-1']);
});

test('what controls a run shows a commit with control characters made visible', async () => {
  const commit = { ...APPROVAL.commit, subject: 'x\u001b]0;title\u0007' };
  const state = sampleState();
  backend.become({
    ...state,
    executions: state.executions.map((each) => ({ ...each, commit })),
    approvals: [{ ...APPROVAL, commit }],
    environments: state.environments.map((each) => ({ ...each, rollbackTo: commit })),
  });
  for (const [which, ...args] of [[stop], [approve], [rollback, 'production', '--yes']] as const) {
    expect((await gostyle(which, ...args)).stderr).toMatch(/x\\x1b\]0;title\\x07\)?\n$/);
  }
});

test('stop and retry refuse another execution, several without an id, and none at all', async () => {
  const { executions } = sampleState();
  expect(await gostyle(stop, 'execution-9')).toMatchObject({
    exitStatus: 2,
    stderr: 'execution-9 is none of the executions that stop can take: execution-2 (4f1c2d9 feat: count visits)',
  });
  backend.become({ ...sampleState(), executions: [...executions, { ...executions[0]!, id: 'execution-0' }] });
  expect((await gostyle(stop)).stderr).toMatch(/^stop takes one execution, but .* and .* can be meant: name one by its id$/);
  expect((await gostyle(status)).stderr).toMatch(/\(execution execution-2\)[^]*\(execution execution-0\)/);
  backend.become({ ...sampleState(), executions: [] });
  expect(await gostyle(stop)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('no execution is in progress') as string });
  expect(await gostyle(retry)).toMatchObject({ exitStatus: 2, stderr: expect.stringContaining('no failed or stopped stage') as string });
  expect(backend.asked).toEqual([]);
});

test('the run says why it refuses an execution that is named', async () => {
  backend.declines = 'this execution has ended';
  expect(await gostyle(stop, 'execution-1')).toMatchObject({
    exitStatus: 1, stderr: 'execution-1 (9b8a7c6 fix: health path): this execution has ended\n',
  });
  expect(backend.asked).toEqual(['stop execution-1']);
});

test('an execution that is stopping already is not stopped again', async () => {
  const state = sampleState();
  backend.become({ ...state, executions: state.executions.map((each) => (each.id === 'execution-2' ? { ...each, status: 'Stopping' } : each)) });
  expect(await gostyle(stop)).toMatchObject({ exitStatus: 2, stderr: 'every execution in progress is stopping already' });
  expect((await gostyle(status)).stderr).toMatch(/^Stopping 4f1c2d9 /);
});

test('logs prints matching lines of the selected instances and sources, with control characters made visible', async () => {
  backend.pages.set('staging', {
    more: false,
    cursor: 'end',
    logs: [
      { instance: 'i-0a1b', source: 'web.service', lines: ['listening on 3000', 'ERROR \u009b2Jgone'] },
      { instance: 'i-0a1b', source: 'codedeploy-agent.service', lines: ['error in a hook'] },
      { instance: 'i-0c2d', source: 'web.service', lines: ['error of another one'] },
    ],
  });
  const { stdout } = await gostyle(logs, 'staging', '--instance', 'i-0a', '--source', 'web.service', '--grep', 'error');
  expect(stdout).toBe('i-0a1b web.service ERROR \\x9b2Jgone\n');
  expect((await gostyle(logs, '--search', 'error instance:i-0a*')).stdout)
    .toBe('staging i-0a1b web.service ERROR \\x9b2Jgone\nstaging i-0a1b codedeploy-agent.service error in a hook\n');
  expect(await gostyle(logs, 'nowhere'))
    .toMatchObject({ exitStatus: 2, stderr: 'nowhere is not an environment of the run, which has: staging, production' });
  expect(await gostyle(logs, 'staging', '--grep', '(')).toMatchObject({
    exitStatus: 2,
    stderr: expect.stringContaining('--grep must be a regular expression, got: (') as string,
  });
});

test('logs shows the output of commands among the lines of the hosts, by time', async () => {
  const lines = ['2026-11-24T10:00:01Z starts', '2026-11-24T10:00:03Z serves'];
  backend.pages.set('staging', { more: false, cursor: 'end', logs: [{ instance: 'i-0a1b', source: 'web.service', lines }] });
  const output = { level: 'info', code: 'build.output', executionId: 'execution-2', stage: 'staging' } as const;
  backend.say({ ...output, time: '2026-11-24T10:00:04Z', action: 'AfterDeployment', message: 'smoke' });
  backend.say({ ...output, time: '2026-11-24T10:00:00Z', action: 'BeforeDeployment', message: 'relation "userz" does not exist' });
  expect((await gostyle(logs, 'staging')).stdout).toBe([
    'BeforeDeployment relation "userz" does not exist',
    `i-0a1b web.service ${lines[0]}`,
    `i-0a1b web.service ${lines[1]}`,
    'AfterDeployment smoke',
    '',
  ].join('\n'));
  expect((await gostyle(logs, 'staging', '--source', 'AfterDeployment')).stdout).toBe('AfterDeployment smoke\n');
});

test('logs shows the output of the build, and names the way to it while there are no hosts', async () => {
  const line = { time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', executionId: 'execution-2' } as const;
  for (const message of ['added 312 packages', 'ok \u009b2J']) backend.say({ ...line, stage: 'Build', message });
  expect((await gostyle(logs, 'build')).stdout).toBe('added 312 packages\nok \\x9b2J\n');
  expect(await gostyle(logs, 'Build', '--grep', 'packages')).toMatchObject({ stdout: 'added 312 packages\n', stderr: '' });
  expect(await gostyle(logs, 'build', '--grep', 'warning')).toMatchObject({ stdout: '', stderr: 'no line of these logs matches\n', exitStatus: 0 });
  for (const option of ['--instance', '--source']) {
    expect(await gostyle(logs, 'build', option, 'web.service')).toMatchObject({
      exitStatus: 2, stdout: '', stderr: expect.stringMatching(new RegExp(`^${option} selects among the logs of an environment's hosts`)) as string,
    });
  }

  const building = sampleState();
  expect((await gostyle(logs)).stderr).toBe('');
  const inBuild = (stages: ExecutionState['stages']) => (
    stages.map((stage) => (stage.name === 'Build' ? { ...stage, status: 'InProgress' as const } : stage)));
  backend.become({ ...building, executions: building.executions.map((each) => ({ ...each, stages: inBuild(each.stages) })) });
  expect(await gostyle(logs)).toMatchObject({
    exitStatus: 0, stdout: '', stderr: expect.stringContaining('`gostyle logs build --follow`') as string,
  });
});

describe('clean', () => {
  const stateDirectory = (): string => {
    const state = join(directory, '.gostyle');
    mkdirSync(join(state, 'executions', 'one'), { recursive: true });
    return state;
  };

  test('removes the state of runs, with a message if there is none', async () => {
    const state = stateDirectory();
    expect(await runCommandLine(clean.command(), ['--app', directory, '--yes'])).toMatchObject({ exitStatus: 0, stderr: `removed ${state}\n` });
    expect(existsSync(state)).toBe(false);
    expect((await runCommandLine(clean.command(), ['--app', directory, '--yes'])).stderr).toContain('nothing to remove');
  });

  test('refuses while a run uses it', async () => {
    const state = stateDirectory();
    const { StateLock } = await import('../../src/engine/state/state-lock');
    const lock = await StateLock.take(join(state, 'lock'));
    expect(await runCommandLine(clean.command(), ['--app', directory, '--yes'])).toMatchObject({
      exitStatus: 2, stderr: `${state} is in use by another run (process ${process.pid}); end it first`,
    });
    await lock.release();
    expect(existsSync(join(state, 'executions', 'one'))).toBe(true);
  });

  test('refuses a folder that is something else, and asks before it removes anything', async () => {
    const other = join(directory, 'home');
    mkdirSync(other);
    writeFileSync(join(other, 'letter.txt'), '');
    expect(await runCommandLine(clean.command(), ['--state', other, '--yes'])).toMatchObject({
      exitStatus: 2, stderr: expect.stringContaining('is not a state directory (it contains letter.txt)') as string,
    });
    const state = stateDirectory();
    expect((await runCommandLine(clean.command(), ['--state', state])).exitStatus).toBe(2);
    expect(existsSync(state)).toBe(true);
  });
});
