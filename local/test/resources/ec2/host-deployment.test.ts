import { Reporter } from '../../../src/messages/reporter';
import type { LifecycleEventResult } from '../../../src/model/deployment';
import type { LoadBalancer, TargetDescription } from '../../../src/model/target';
import { deployToHost, type HostAgent } from '../../../src/resources/ec2/host-deployment';
import { lifecycleEvents, terminationEvents } from '../../../src/resources/ec2/lifecycle-events';

const TARGET = { id: 'i-1', host: '127.0.0.1', port: 1, stopped: new Promise<never>(() => undefined) };

/** An agent and a load balancer that record their calls in one list. */
function instance(behaviour: { readonly fails?: string; readonly healthy?: boolean } = {}) {
  const calls: string[] = [];
  const agent: HostAgent = {
    run: async (name): Promise<LifecycleEventResult> => {
      calls.push(name);
      return name === behaviour.fails
        ? { name, status: 'Failed', noop: false, diagnostics: { errorCode: 'ScriptFailed', scriptName: 'a.sh', message: 'it failed', logTail: '' } }
        : { name, status: 'Succeeded', noop: false };
    },
    close: async () => void calls.push('close'),
  };
  const unhealthy: TargetDescription = {
    ...TARGET,
    state: 'unhealthy',
    reason: 'Target.ResponseCodeMismatch',
    description: 'it answered 500',
    inFlight: 0,
    requests: 0,
  };
  const balancer: Pick<LoadBalancer, 'register' | 'deregister' | 'untilHealthy' | 'targets'> = {
    register: ({ id }) => void calls.push(`register ${id}`),
    deregister: async (id) => void calls.push(`deregister ${id}`),
    untilHealthy: (_, signal) => behaviour.healthy === false
      ? new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
      : Promise.resolve(),
    targets: () => [unhealthy],
  };
  const deploy = (options: Partial<Parameters<typeof deployToHost>[0]> = {}) => deployToHost({
    target: TARGET,
    agent,
    balancer: balancer as LoadBalancer,
    events: lifecycleEvents('user', true),
    allowTrafficTimeoutSeconds: 0.05,
    reporter: new Reporter(() => undefined),
    signal: new AbortController().signal,
    onEvent: () => undefined,
    ...options,
  });
  return { calls, deploy };
}

test('the events in CodeDeploy\'s order; traffic is blocked before the application stops and allowed after it is validated', async () => {
  const { calls, deploy } = instance();
  const results = await deploy();
  expect(calls).toEqual([
    'BeforeBlockTraffic', 'deregister i-1', 'AfterBlockTraffic', 'ApplicationStop', 'DownloadBundle', 'BeforeInstall', 'Install',
    'AfterInstall', 'ApplicationStart', 'ValidateService', 'BeforeAllowTraffic', 'register i-1', 'AfterAllowTraffic', 'close',
  ]);
  expect(results.map(({ status }) => status)).toEqual(Array(13).fill('Succeeded'));
});

test('a failed event skips the rest, and leaves the instance without traffic', async () => {
  const { calls, deploy } = instance({ fails: 'ApplicationStart' });
  const results = await deploy();
  expect(calls).not.toContain('register i-1');
  expect(results.map(({ name, status }) => `${name} ${status}`).slice(8)).toEqual([
    'ApplicationStart Failed', 'ValidateService Skipped', 'BeforeAllowTraffic Skipped', 'AllowTraffic Skipped', 'AfterAllowTraffic Skipped',
  ]);
});

test('fails AllowTraffic if the target does not become healthy in time, with the result of its health check', async () => {
  const { deploy } = instance({ healthy: false });
  const failed = (await deploy()).find(({ status }) => status === 'Failed');
  expect(failed).toMatchObject({
    name: 'AllowTraffic',
    diagnostics: {
      message: 'instance i-1 did not become healthy behind the load balancer within 0.05 s (Target.ResponseCodeMismatch: it answered 500)',
    },
  });
});

test('fails the event during which the instance ends', async () => {
  const { deploy } = instance();
  const agent: HostAgent = { run: () => new Promise(() => undefined), close: async () => undefined };
  const results = await deploy({ agent, target: { ...TARGET, stopped: Promise.resolve() } });
  expect(results[0]).toMatchObject({ status: 'Failed', diagnostics: { message: 'instance i-1 ended while BeforeBlockTraffic was running on it' } });
});

test('no event starts after the deployment has been stopped', async () => {
  const stop = new AbortController();
  const { calls, deploy } = instance();
  const results = await deploy({
    signal: stop.signal,
    onEvent: (name, status) => {
      if (name === 'DownloadBundle' && status === 'Succeeded') {
        stop.abort();
      }
    },
  });
  expect(calls.at(-2)).toBe('DownloadBundle');
  expect(results.filter(({ status }) => status === 'Skipped')).toHaveLength(8);
});

test('the events of a deployment', () => {
  expect(lifecycleEvents('user', false)).toEqual([
    'ApplicationStop',
    'DownloadBundle',
    'BeforeInstall',
    'Install',
    'AfterInstall',
    'ApplicationStart',
    'ValidateService',
  ]);
  expect(lifecycleEvents('autoscaling', true).slice(0, 1)).toEqual(['ApplicationStop']);
  expect(lifecycleEvents('autoscaling', true).slice(-3)).toEqual(['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic']);
  expect(lifecycleEvents('codeDeployRollback', true)).toEqual(lifecycleEvents('user', true));
  expect(terminationEvents(true)).toEqual(['BeforeBlockTraffic', 'BlockTraffic', 'AfterBlockTraffic', 'ApplicationStop']);
});
