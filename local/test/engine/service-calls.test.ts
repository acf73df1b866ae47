import { serviceCalls, type CalledEnvironment } from '../../src/engine/state-machine/service-calls';

const environment = {
  settings: { fleet: { name: 'fleet' }, targetGroupArn: 'targets', deployment: { applicationName: 'web', deploymentGroupName: 'staging', config: { name: 'c' } } },
  fleet: { sizes: () => ({ minSize: 1, maxSize: 3, desiredCapacity: 2 }), members: () => [], resize: () => { throw new RangeError('desired capacity must be from 1 to 3, got: 9'); } },
  balancer: { targets: () => [{ id: 'i-1', port: 1, state: 'initial', reason: 'Elb.InitialHealthChecking' }] },
  deployments: [{ id: 'd-1', creator: 'user', status: 'InProgress' }, { id: 'd-2', creator: 'autoscaling', status: 'Failed', errorCode: 'HEALTH_CONSTRAINTS' }],
} as unknown as CalledEnvironment;
const call = serviceCalls(() => environment);

test('the fleet, its targets and its deployments are told as the services tell them', async () => {
  expect(await call('autoscaling:describeAutoScalingGroups', { AutoScalingGroupNames: ['fleet'] })).toMatchObject({ AutoScalingGroups: [{ AutoScalingGroupName: 'fleet', MinSize: 1, MaxSize: 3, DesiredCapacity: 2 }] });
  expect(await call('autoscaling:describeAutoScalingGroups', { AutoScalingGroupNames: ['other'] })).toEqual({ AutoScalingGroups: [] });
  expect(await call('elasticloadbalancingv2:describeTargetHealth', { TargetGroupArn: 'targets' })).toEqual({ TargetHealthDescriptions: [{ Target: { Id: 'i-1', Port: 1 }, TargetHealth: { State: 'initial', Reason: 'Elb.InitialHealthChecking' } }] });
  const list = (statuses: string[]) => call('codedeploy:listDeployments', { ApplicationName: 'web', DeploymentGroupName: 'staging', IncludeOnlyStatuses: statuses });
  expect(await list(['Created', 'InProgress'])).toEqual({ Deployments: ['d-1'] });
  expect(await list([])).toEqual({ Deployments: ['d-1', 'd-2'] });
  expect(await call('codedeploy:getDeployment', { DeploymentId: 'd-2' })).toMatchObject({ DeploymentInfo: { Creator: 'autoscaling', Status: 'Failed', ErrorInformation: { Code: 'HEALTH_CONSTRAINTS' } } });
});

test('fails what the services refuse, what is not of this environment, and what has no counterpart', async () => {
  await expect(call('autoscaling:setDesiredCapacity', { AutoScalingGroupName: 'fleet', DesiredCapacity: 9 })).rejects.toThrow('AutoScaling.AutoScalingException: desired capacity must be from 1 to 3, got: 9');
  await expect(call('autoscaling:updateAutoScalingGroup', { AutoScalingGroupName: 'other' })).rejects.toThrow('AutoScalingGroupName other is not of this environment, which has: fleet');
  await expect(call('codedeploy:getDeployment', { DeploymentId: 'd-9' })).rejects.toThrow('CodeDeploy.DeploymentDoesNotExistException: no deployment d-9');
  await expect(call('sns:publish', {})).rejects.toThrow('sns:publish has no counterpart on this machine');
});
