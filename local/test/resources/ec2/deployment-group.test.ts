import type { GroupMember } from '../../../src/fleet';
import type { Message } from '../../../src/messages/message';
import { Reporter } from '../../../src/messages/reporter';
import type { LifecycleEventResult } from '../../../src/model/deployment';
import type { Instance } from '../../../src/model/instance';
import type { Revision } from '../../../src/model/revision';
import type { LoadBalancer } from '../../../src/model/target';
import type { AlarmWatch } from '../../../src/resources/alarms/alarm-watch';
import { DeploymentGroup, type DeploymentGroupParts } from '../../../src/resources/ec2/deployment-group';
import type { Ec2Settings } from '../../../src/resources/ec2/ec2-settings';
import type { HostAgent } from '../../../src/resources/ec2/host-deployment';
import { EnvironmentFile } from '../../../src/resources/shape/environment-record';

const GOOD = revisionOf('good');
const NEXT = revisionOf('next');
const SUCCEEDED: Partial<LifecycleEventResult> = { status: 'Succeeded' };
const FAILED: Partial<LifecycleEventResult> = {
  status: 'Failed', diagnostics: { errorCode: 'ScriptFailed', scriptName: 'validate.sh', message: 'exit code 1', logTail: '' },
};

function revisionOf(id: string): Revision {
  return { id, commit: { id } } as Partial<Revision> as Revision;
}

/** A fleet of pretended instances, on which the events of one revision do what a test wants. */
class PretendedFleet {
  readonly messages: Message[] = [];
  readonly reporter = new Reporter((message) => this.messages.push(message));
  readonly file = new EnvironmentFile({ version: 1, stackName: 'Web-live', instances: [], deployments: [], revision: GOOD }, () => undefined);
  /** The instances that were deployed to, with the revision. */
  readonly deployed: string[] = [];
  readonly closing = new AbortController();
  readonly group: DeploymentGroup;
  /** Of each event of the next revision. */
  result: Promise<Partial<LifecycleEventResult>> = Promise.resolve(SUCCEEDED);
  /** Called when an event of the next revision begins. */
  begun?: () => void;

  constructor(parts: Partial<DeploymentGroupParts> = {}) {
    const members = ['i-1', 'i-2', 'i-3'].map((id): GroupMember => (
      { instance: { id, availabilityZone: 'a', stopped: new Promise(() => undefined) } as Partial<Instance> as Instance, lifecycle: 'InService' }));
    const settings = {
      alarms: [],
      deployment: {
        applicationName: 'Web',
        deploymentGroupName: 'live',
        config: { name: 'CodeDeployDefault.OneAtATime', minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } },
        trafficControl: false,
        autoRollbackEvents: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'],
        alarms: [],
        alarmPolling: true,
        outdatedInstancesStrategy: 'UPDATE',
      },
    } as unknown as Ec2Settings;
    this.group = new DeploymentGroup({
      settings: () => settings,
      file: this.file,
      members: () => members,
      balancer: () => ({ targets: () => [] }) as Partial<LoadBalancer> as LoadBalancer,
      alarms: () => ({ onActive: () => () => undefined }) as Partial<AlarmWatch> as AlarmWatch,
      startAgent: ({ id }, { revision }) => this.agent(id, revision),
      whyFailed: () => Promise.resolve([]),
      allowTrafficTimeoutSeconds: 1,
      closing: this.closing.signal,
      changed: () => undefined,
      emit: () => undefined,
      ...parts,
    });
  }

  private agent(id: string, revision: Revision): HostAgent {
    return {
      run: async (name) => {
        const text = `${revision.id} on ${id}`;
        if (this.deployed.at(-1) !== text) this.deployed.push(text);
        if (revision === NEXT) this.begun?.();
        return { name, status: 'Succeeded', noop: false, ...revision === NEXT && await this.result };
      },
      close: () => Promise.resolve(),
    };
  }
}

test('fails and rolls back as usual if the output of the application cannot be read', async () => {
  const fleet = new PretendedFleet({ whyFailed: () => Promise.reject(new Error('too many open files')) });
  fleet.result = Promise.resolve(FAILED);
  const { state, failure } = await fleet.group.deploy(NEXT, fleet.reporter, new AbortController().signal);
  expect(state).toMatchObject({ status: 'Failed', errorCode: 'HEALTH_CONSTRAINTS' });
  expect(failure).toMatchObject({ hostId: 'i-1', event: { diagnostics: { message: 'exit code 1' } } });
  expect(fleet.deployed).toEqual(['next on i-1', 'good on i-1', 'good on i-2', 'good on i-3']);
  expect(fleet.file.record.deployments).toMatchObject([{ creator: 'codeDeployRollback', status: 'Succeeded' }, { status: 'Failed' }]);
  expect(fleet.messages.filter(({ code }) => code === 'host.output.not-read')).toMatchObject([
    { level: 'warning', instance: 'i-1', message: 'the output of the application cannot be shown: too many open files' },
  ]);
});

test('a deployment that is stopped before its turn does not begin, and nothing is rolled back', async () => {
  const fleet = new PretendedFleet();
  const stop = new AbortController();
  let release: (result: Partial<LifecycleEventResult>) => void = () => undefined;
  fleet.result = new Promise((resolve) => { release = resolve; });
  const begun = new Promise<void>((resolve) => { fleet.begun = resolve; });
  const first = fleet.group.deploy(NEXT, fleet.reporter, new AbortController().signal);
  const second = fleet.group.deploy(revisionOf('last'), fleet.reporter, stop.signal);
  await begun;
  stop.abort();
  release(SUCCEEDED);
  expect((await first).state.status).toBe('Succeeded');
  await expect(second).rejects.toThrow('the execution was stopped');
  expect(fleet.deployed).toEqual(['next on i-1', 'next on i-2', 'next on i-3']);
  expect(fleet.file.record).toMatchObject({ revision: { id: 'next' }, deployments: [{ revision: 'next' }] });
});

test('an instance that is launched while the run ends gets no revision', async () => {
  const fleet = new PretendedFleet();
  fleet.closing.abort();
  const launched = { id: 'i-4', availabilityZone: 'a', stopped: new Promise(() => undefined) } as Partial<Instance> as Instance;
  expect(await fleet.group.launched(launched, fleet.reporter)).toBe('ABANDON');
  expect(fleet.deployed).toEqual([]);
});
