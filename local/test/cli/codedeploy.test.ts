import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './run-command';
import { command } from '../../src/cli/codedeploy';
import { hasEnded } from '../../src/system/process-identity';
import { Sandbox } from '../codedeploy/agent/sandbox';
import { program } from '../engine/program';
import { until } from '../until';

const codedeploy = (...args: readonly string[]) => runCommandLine(command(), args);

describe('gostyle codedeploy', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = new Sandbox();
  });
  afterEach(() => sandbox.remove());

  const revision = (script = 'true'): string => sandbox.write('revision', {
    'appspec.yml': 'version: 0.0\nos: linux\nfiles:\n  - source: a.txt\n    destination: "@DEST@"\nhooks:\n  AfterInstall:\n    - location: a.sh\n',
    'a.txt': 'a',
    'a.sh': `#!/bin/bash\n${script}\n`,
  });
  const deploy = (bundle: string, ...more: readonly string[]) => (
    codedeploy('--bundle', bundle, '--root', sandbox.root, '--deployment-group', 'dg-1', ...more));

  test.each([
    ['', ''],
    [', even if it ignores SIGTERM', 'trap "" TERM\n'],
  ])('Ctrl-C ends the running script and its children%s', async (_which, before) => {
    const mark = join(sandbox.root, '..', 'pids');
    const deploying = deploy(revision(`${before}sleep 1234 & echo $$ $! >${mark}; wait; sleep 1234`));
    await until(() => isWritten(mark));
    process.emit('SIGINT', 'SIGINT');
    const { stderr, exitStatus } = await deploying;
    expect(stderr).toContain('ending: the running script is stopped, and the rest skipped');
    expect(stderr).toContain('ApplicationStart Skipped');
    expect(exitStatus).toBe(1);
    for (const pid of pidsIn(mark)) await until(() => hasEnded(pid));
  });

  test('Ctrl-C leaves the children of a script time to end', async () => {
    const [pid, ended] = [join(sandbox.root, '..', 'pid'), join(sandbox.root, '..', 'ended')];
    const database = `trap "sleep 1; touch ${ended}; exit" TERM; echo $BASHPID >${pid}; while :; do sleep 0.1; done`;
    const deploying = deploy(revision(`(${database}) >/dev/null 2>&1 & wait`));
    await until(() => isWritten(pid));
    process.emit('SIGINT', 'SIGINT');
    await deploying;
    expect(existsSync(ended)).toBe(true);
  });

  test('a second Ctrl-C ends everything immediately', async () => {
    const mark = join(sandbox.root, '..', 'pids');
    const bundle = revision(`trap "" TERM; sleep 1234 & echo $$ $! >${mark}; wait; sleep 1234`);
    const options = ['--bundle', bundle, '--root', sandbox.root, '--deployment-group', 'dg-1'];
    const gostyle = spawn(process.execPath, [program(), 'codedeploy', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    gostyle.stderr.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    const exited = once(gostyle, 'exit');
    await until(() => isWritten(mark));
    gostyle.kill('SIGINT');
    await until(() => said.includes('ending: '));
    gostyle.kill('SIGINT');
    expect(await exited).toEqual([130, null]);
    for (const pid of pidsIn(mark)) await until(() => hasEnded(pid));
  });

  test('runs the agent\'s eleven events and prints the result as JSON', async () => {
    const { stdout, exitStatus } = await deploy(revision(), '--deployment-id', 'd-1', '--json');
    expect(exitStatus).toBe(0);
    const noop = (name: string) => ({ name, status: 'Succeeded', noop: true });
    const done = (name: string) => ({ name, status: 'Succeeded', noop: false });
    expect(JSON.parse(stdout)).toEqual({
      deploymentId: 'd-1',
      status: 'Succeeded',
      events: [
        noop('BeforeBlockTraffic'), noop('AfterBlockTraffic'), noop('ApplicationStop'), done('DownloadBundle'), noop('BeforeInstall'),
        done('Install'),
        done('AfterInstall'), noop('ApplicationStart'), noop('ValidateService'), noop('BeforeAllowTraffic'), noop('AfterAllowTraffic'),
      ],
    });
    expect(existsSync(join(sandbox.dest, 'a.txt'))).toBe(true);
  });

  test('fails with status 1 and the diagnostics of the event', async () => {
    const { stdout, stderr, exitStatus } = await deploy(revision('echo why >&2; exit 4'), '--json');
    const { status, events } = JSON.parse(stdout) as { status: string; events: { name: string; diagnostics?: object }[] };
    expect([exitStatus, status]).toEqual([1, 'Failed']);
    expect(events.find(({ name }) => name === 'AfterInstall')?.diagnostics).toEqual({
      errorCode: 'ScriptFailed',
      scriptName: 'a.sh',
      message: 'Script at specified location: a.sh failed with exit code 4',
      logTail: 'LifecycleEvent - AfterInstall\nScript - a.sh\n[stderr]why\n',
    });
    expect(stderr).toContain('AfterInstall Failed: ScriptFailed');
  });

  test('runs only the requested events, in several calls', async () => {
    const first = await deploy(revision('echo $DEPLOYMENT_ID > @OUT@/id'), '--deployment-id', 'd-1', '--events', 'DownloadBundle,Install');
    const second = await deploy(revision(), '--deployment-id', 'd-1', '--events', 'AfterInstall');
    expect([first.exitStatus, second.exitStatus]).toEqual([0, 0]);
    expect(existsSync(join(sandbox.out, 'id'))).toBe(true);
  });

  test('generates a unique id for each deployment without one', async () => {
    const outcomes = [await deploy(revision(), '--json'), await deploy(revision(), '--json')];
    const ids = outcomes.map(({ stdout }) => (JSON.parse(stdout) as { deploymentId: string }).deploymentId);
    expect(ids[0]).toMatch(/^d-[A-Z0-9]{9}-local$/);
    expect(ids[1]).not.toBe(ids[0]);
  });

  test.each([
    ['a bundle that does not exist', ['--bundle', '/no/such/bundle'], '--bundle /no/such/bundle: no such file or directory'],
    ['an id that is a path', ['--deployment-id', '../d'], '--deployment-id "../d"'],
    ['a group that is a path', ['--deployment-group', '..'], '--deployment-group ".."'],
    ['no events', ['--events', ','], '--events: name at least one'],
    ['a variable without a value', ['--revision-env', 'BUNDLE_KEY'], 'write it as NAME=VALUE'],
    ['a number of revisions that is none', ['--max-revisions', '0'], 'must be a whole number of at least 1'],
  ])('refuses %s with status 2', async (_what, args, message) => {
    const { stdout, stderr, exitStatus } = await deploy(revision(), ...args);
    expect([exitStatus, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('refuses to start without a bundle', async () => {
    const { exitStatus } = await codedeploy('--root', sandbox.root, '--deployment-group', 'dg-1');
    expect(exitStatus).toBe(2);
  });
});

function isWritten(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').endsWith('\n');
}

function pidsIn(path: string): number[] {
  return readFileSync(path, 'utf8').trim().split(' ').map(Number);
}
