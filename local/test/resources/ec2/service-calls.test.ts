import type { JsonObject } from '../../../src/assembly/json';
import type { DeploymentState } from '../../../src/model/run-state';
import type { Ec2Settings } from '../../../src/resources/ec2/ec2-settings';
import { serviceCalls } from '../../../src/resources/ec2/service-calls';

const calls = serviceCalls({
  settings: () => ({
    fleet: { name: 'fleet' },
    deployment: { applicationName: 'web', deploymentGroupName: 'staging', config: { name: 'c' } },
  }) as unknown as Ec2Settings,
  fleet: {
    sizes: () => ({ minSize: 1, maxSize: 3, desiredCapacity: 2 }),
    members: () => [],
    resize: () => { throw new RangeError('desired capacity must be from 1 to 3, got: 9'); },
  },
  deployments: () => [
    { id: 'd-1', creator: 'user', status: 'InProgress' },
    { id: 'd-2', creator: 'autoscaling', status: 'Failed', errorCode: 'HEALTH_CONSTRAINTS' },
  ] as unknown as DeploymentState[],
  alarms: { enabled: () => true, enable: () => undefined, active: () => Promise.resolve([]) },
});
const call = async (name: string, request: JsonObject) => calls[name](request, new AbortController().signal);

test('the fleet and its deployments are described as the services describe them', async () => {
  expect(await call('autoscaling:describeAutoScalingGroups', { AutoScalingGroupNames: ['fleet'] })).toMatchObject({
    AutoScalingGroups: [{ AutoScalingGroupName: 'fleet', MinSize: 1, MaxSize: 3, DesiredCapacity: 2 }],
  });
  expect(await call('autoscaling:describeAutoScalingGroups', { AutoScalingGroupNames: ['other'] })).toEqual({ AutoScalingGroups: [] });
  const list = (statuses: string[]) => call('codedeploy:listDeployments', {
    ApplicationName: 'web',
    DeploymentGroupName: 'staging',
    IncludeOnlyStatuses: statuses,
  });
  expect(await list(['Created', 'InProgress'])).toEqual({ Deployments: ['d-1'] });
  expect(await list([])).toEqual({ Deployments: ['d-1', 'd-2'] });
  expect(await call('codedeploy:getDeployment', { DeploymentId: 'd-2' })).toMatchObject({
    DeploymentInfo: { Creator: 'autoscaling', Status: 'Failed', ErrorInformation: { Code: 'HEALTH_CONSTRAINTS' } },
  });
});

test('fails for calls that the services refuse, and for resources of other environments', async () => {
  await expect(call('autoscaling:setDesiredCapacity', {
    AutoScalingGroupName: 'fleet',
    DesiredCapacity: 9,
  })).rejects.toThrow('AutoScaling.AutoScalingException: desired capacity must be from 1 to 3, got: 9');
  await expect(call('autoscaling:updateAutoScalingGroup', {
    AutoScalingGroupName: 'other',
  })).rejects.toThrow('AutoScalingGroupName other does not belong to this environment, which has: fleet');
  await expect(call('codedeploy:getDeployment', { DeploymentId: 'd-9' })).rejects.toThrow('CodeDeploy.DeploymentDoesNotExistException: '
    + 'deployment d-9 does not exist');
});
