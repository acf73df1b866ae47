import { runCommandLine } from './run-command';
import { command } from '../../src/cli/rollout';

const rollout = (line: string) => runCommandLine(command(), line.split(' '));

describe('gostyle rollout', () => {
  test('prints the prediction as JSON', async () => {
    const { stdout, exitStatus } = await rollout('--hosts 9 --config CodeDeployDefault.HalfAtATime --host-seconds 30 --json');
    expect(exitStatus).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      status: 'Succeeded',
      errorCode: null,
      attempted: 9,
      skipped: 0,
      minimumHealthyHosts: 5,
      maxConcurrent: 4,
      estimatedSeconds: 90,
    });
  });

  test('is OneAtATime by default, and exits with 0 when it predicts a failure', async () => {
    const { stdout, exitStatus } = await rollout('--hosts 3 --outcomes SF --json');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'Failed', errorCode: 'HEALTH_CONSTRAINTS', attempted: 2, skipped: 1 });
    expect(exitStatus).toBe(0);
  });

  test('supports stopped hosts, outcomes by instance and zones', async () => {
    expect(JSON.parse((await rollout('--hosts 2 --config HOST_COUNT=1 --initial healthy,stopped --json')).stdout)).toMatchObject({
      status: 'Failed',
      attempted: 1,
      skipped: 1,
    });
    expect(JSON.parse((await rollout('--hosts 2 --outcomes-by-instance SF --json')).stdout)).toMatchObject({ status: 'Succeeded', attempted: 2 });
    expect(JSON.parse((await rollout('--hosts 6 --config HOST_COUNT=0 --zones 3 --monitor-seconds 100 --first-zone-monitor-seconds 300 --json'))
      .stdout)).toMatchObject({ maxConcurrent: 2, estimatedSeconds: 580 });
  });

  test('prints text without --json', async () => {
    const { stdout, stderr } = await rollout('--hosts 1');
    expect(stdout).toBe('');
    expect(stderr).toContain('Succeeded: CodeDeployDefault.OneAtATime on 1 instance\n');
  });

  test.each([
    ['--hosts x', '--hosts must be a whole number from 0 to 10000, got: x'],
    ['--hosts 3 --config OneAtATime', 'deployment configuration must be one of CodeDeployDefault.OneAtATime'],
    ['--hosts 3 --config HOST_COUNT=', 'HOST_COUNT must be a whole number of at least 0, got: '],
    ['--hosts 3 --initial healthy,healthy', '--initial must contain one value for all instances, or one for each of the 3, got: 2 values'],
    ['--hosts 3 --initial ill', '--initial must contain only healthy, unhealthy, stopped, got: ill'],
    ['--hosts 1 --outcomes SX', '--outcomes must contain only S (succeeds) and F (fails), got: SX'],
    ['--hosts 1 --outcomes SS', '--outcomes has 2 outcomes, but there are only 1 instances'],
    ['--hosts 1 --outcomes S --outcomes-by-instance S', '--outcomes and --outcomes-by-instance must not be set together'],
    ['--hosts 2 --zones 2', '--zones: only a custom deployment configuration can be zonal'],
    ['--hosts 2 --config HOST_COUNT=1 --zones a', '--zones must name a zone for each of the 2 instances'],
    ['--hosts 2 --host-seconds -1', '--host-seconds must be a number of seconds, got: -1'],
    ['--config HOST_COUNT=1', "required option '--hosts <n>' not specified"],
  ])('refuses %s', async (line, message) => {
    const { stdout, stderr, exitStatus } = await rollout(line);
    expect([exitStatus, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
