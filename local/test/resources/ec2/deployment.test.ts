import type { RolloutHost } from '../../../src/codedeploy/rollout';
import { Reporter } from '../../../src/messages/reporter';
import type { DeploymentConfig, LifecycleEventResult } from '../../../src/model/deployment';
import { Deployment, type DeploymentParts } from '../../../src/resources/ec2/deployment';

const ONE_AT_A_TIME: DeploymentConfig = { name: 'CodeDeployDefault.OneAtATime', minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } };
const GOOD: LifecycleEventResult = { name: 'Install', status: 'Succeeded', noop: false };
const BAD: LifecycleEventResult = {
  name: 'ValidateService',
  status: 'Failed',
  noop: false,
  diagnostics: { errorCode: 'ScriptFailed', scriptName: 'validate.sh', message: 'failed with exit code 1', logTail: 'nothing answers' },
};

function fleet(size: number): RolloutHost[] {
  return Array.from({ length: size }, (_, index) => ({ id: `i-${index + 1}`, zone: 'a', health: 'healthy', revision: 'old' }));
}

function deployment(parts: Partial<DeploymentParts> = {}): Deployment {
  return new Deployment({
    creator: 'user',
    revision: 'abcdef0',
    config: ONE_AT_A_TIME,
    hosts: fleet(3),
    deployToHost: async () => [GOOD],
    reporter: new Reporter(() => undefined),
    onChange: () => undefined,
    ...parts,
  });
}

test('one instance after the other', async () => {
  let inProgress = 0;
  const seen: number[] = [];
  const result = await deployment({
    deployToHost: async () => {
      seen.push(++inProgress);
      await new Promise((resolve) => setImmediate(resolve));
      inProgress -= 1;
      return [GOOD];
    },
  }).run();
  expect(result.state).toMatchObject({ status: 'Succeeded', creator: 'user', revision: 'abcdef0' });
  expect(result.state.id).toMatch(/^d-[A-Z0-9]{9}$/);
  expect(seen).toEqual([1, 1, 1]);
});

test('fails with the first failed instance, and names its script and the instances that were not changed', async () => {
  const { state, failure } = await deployment({ deployToHost: async () => [BAD] }).run();
  expect(state).toMatchObject({
    status: 'Failed',
    errorCode: 'HEALTH_CONSTRAINTS',
    message: 'ValidateService (validate.sh) failed on instance i-1: failed with exit code 1; 2 instances were not changed',
  });
  expect(failure).toEqual({ hostId: 'i-1', event: BAD });
});

test('an instance that cannot be deployed to has failed, and the deployment goes on with the others', async () => {
  const ended: string[] = [];
  const { state, failure } = await deployment({
    config: { name: 'two', minimumHealthyHosts: { type: 'HOST_COUNT', value: 1 } },
    deployToHost: async (id) => {
      if (id === 'i-1') throw new Error('too many open files');
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(id);
      return [GOOD];
    },
  }).run();
  expect(failure).toMatchObject({ hostId: 'i-1', event: { status: 'Failed', diagnostics: { message: 'too many open files' } } });
  expect(ended).toEqual(['i-2', 'i-3']);
  expect(state.status).toBe('Succeeded');
});

test('fails before it begins if the minimum of healthy instances cannot be kept', async () => {
  const deployToHost = jest.fn();
  const config: DeploymentConfig = { name: 'two', minimumHealthyHosts: { type: 'HOST_COUNT', value: 3 } };
  const { state } = await deployment({ config, deployToHost }).run();
  expect(state).toMatchObject({
    status: 'Failed',
    errorCode: 'HEALTH_CONSTRAINTS_INVALID',
    message: expect.stringContaining('at least 3 of 3 instances') as string,
  });
  expect(deployToHost).not.toHaveBeenCalled();
});

test('an alarm stops it: running events finish, and nothing more starts', async () => {
  const started: string[] = [];
  const running = deployment({
    deployToHost: async (id, self) => {
      started.push(id);
      self.stop('ALARM_ACTIVE', 'alarm Errors is in alarm');
      return [GOOD];
    },
  });
  expect((await running.run()).state).toMatchObject({ status: 'Stopped', errorCode: 'ALARM_ACTIVE', message: 'alarm Errors is in alarm' });
  expect(started).toEqual(['i-1']);
});

test('stopping a deployment that has ended changes nothing', async () => {
  const ended = deployment();
  await ended.run();
  ended.stop('MANUAL_STOP', 'too late');
  expect(ended.state.status).toBe('Succeeded');
});
