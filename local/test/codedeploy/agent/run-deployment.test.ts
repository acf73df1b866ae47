import { runDeployment } from '../../../src/codedeploy/agent';
import type { LifecycleEventResult } from '../../../src/model/deployment';

const EVENTS = ['ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install'];

describe('the events of a deployment', () => {
  test('are sent in order', async () => {
    const { status, events } = await deploy({});
    expect(status).toBe('Succeeded');
    expect(events.map(({ name }) => name)).toEqual(EVENTS);
  });

  test('are skipped after a failure', async () => {
    const { status, events } = await deploy({ failing: ['DownloadBundle'] });
    expect(status).toBe('Failed');
    expect(events.map((event) => event.status)).toEqual(['Succeeded', 'Failed', 'Skipped', 'Skipped']);
  });

  test('continue after a failed stop event, if that is to be ignored', async () => {
    const { status, events } = await deploy({ failing: ['ApplicationStop'], ignoreApplicationStopFailures: true });
    expect(status).toBe('Succeeded');
    expect(events.map((event) => event.status)).toEqual(['Failed', 'Succeeded', 'Succeeded', 'Succeeded']);
  });

  test('do not continue after any other failure', async () => {
    const { events } = await deploy({ failing: ['BeforeInstall'], ignoreApplicationStopFailures: true });
    expect(events.at(-1)?.status).toBe('Skipped');
  });
});

interface Scenario {
  readonly failing?: readonly string[];
  readonly ignoreApplicationStopFailures?: boolean;
}

function deploy({ failing = [], ignoreApplicationStopFailures }: Scenario): ReturnType<typeof runDeployment> {
  const execute = (name: string): Promise<LifecycleEventResult> =>
    Promise.resolve({ name, status: failing.includes(name) ? 'Failed' : 'Succeeded', noop: false });
  return runDeployment({ execute }, { deploymentId: 'd-1', events: EVENTS, ignoreApplicationStopFailures });
}
