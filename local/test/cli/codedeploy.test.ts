import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './run-command';
import { command } from '../../src/cli/codedeploy';
import { Sandbox } from '../codedeploy/agent/sandbox';
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
    await until(() => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'));
    process.emit('SIGINT', 'SIGINT');
    const { stderr, exitStatus } = await deploying;
    expect(stderr).toContain('ending: the running script is stopped, and the rest skipped');
    expect(stderr).toContain('ApplicationStart Skipped');
    expect(exitStatus).toBe(1);
    for (const pid of readFileSync(mark, 'utf8').trim().split(' ')) await until(() => hasEnded(pid));
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

/** Nobody may be there to reap it. */
function hasEnded(pid: string): boolean {
  return !existsSync(`/proc/${pid}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
