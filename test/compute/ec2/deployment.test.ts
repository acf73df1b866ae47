import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Compute, Ec2Fleet, Environment, InPlace } from '../../../src';
import { actionsOf, statementsOf, text } from '../../helpers/resources';
import { environmentStack, environmentTemplate, pipelineTemplate } from '../../helpers/web-pipeline';

const environment = (deployment: InPlace, minCapacity = 3) => Environment.named('staging', { compute: Compute.ec2({ minCapacity, deployment }) });
const staging = (deployment = InPlace.oneAtATime(), minCapacity = 3) => environmentTemplate(environment(deployment, minCapacity));

test('deploys to one host after another, and rolls back after a failure', () => {
  staging().hasResourceProperties('AWS::CodeDeploy::Application', { ApplicationName: 'Web-staging', ComputePlatform: 'Server' });
  staging().hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    ApplicationName: { Ref: Match.stringLikeRegexp('^Application') },
    DeploymentGroupName: 'staging',
    DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
    DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    LoadBalancerInfo: { TargetGroupInfoList: [{ Name: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancerTargetGroup'), 'TargetGroupName'] } }] },
    AutoScalingGroups: [{ Ref: Match.stringLikeRegexp('^Fleet') }],
    AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'] },
  });
});

test('an instance launched during a deployment gets the new revision, too; a terminating one stops its application first', () => {
  staging().hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { OutdatedInstancesStrategy: 'UPDATE', TerminationHookEnabled: true });
});

test('CodeDeploy may change this fleet and this target group only', () => {
  const policies = statementsOf(staging(), 'DeploymentRole');
  const [describe, fleet, targets] = policies;
  expect(policies).toHaveLength(3);
  expect(actionsOf(describe).every((action) => action.includes(':Describe'))).toBe(true);
  expect(text(fleet.Resource)).toMatch(/:autoScalingGroup:\*:autoScalingGroupName\/<FleetASG/);
  expect(text(targets.Resource)).toMatch(/^<LoadBalancerTargetGroup/);
});

test('CodeDeploy has its permissions before the deployment group is created', () => {
  staging().hasResource('AWS::CodeDeploy::DeploymentGroup', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^DeploymentRoleDefaultPolicy')]) });
});

test('predefined configurations are used by name, in the environment and in the pipeline', () => {
  const half = environment(InPlace.halfAtATime());
  expect(Ec2Fleet.of(environmentStack(half)).deploymentGroup.deploymentConfig.deploymentConfigName).toBe('CodeDeployDefault.HalfAtATime');
  const [statement] = statementsOf(pipelineTemplate({ environments: [half] }), 'WebDeliveryRolesstaging')
    .filter((candidate) => actionsOf(candidate).includes('codedeploy:GetDeploymentConfig'));
  expect(text(statement.Resource)).toMatch(/:deploymentconfig:CodeDeployDefault\.HalfAtATime$/);
});

test('a custom configuration is named after its settings', () => {
  staging(InPlace.minHealthyHosts(2)).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    DeploymentConfigName: 'Web-staging-min-2-hosts',
    MinimumHealthyHosts: { Type: 'HOST_COUNT', Value: 2 },
  });
  staging(InPlace.minHealthyPercentage(50)).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    DeploymentConfigName: 'Web-staging-min-50-percent',
    MinimumHealthyHosts: { Type: 'FLEET_PERCENT', Value: 50 },
  });
});

test('deploys to one Availability Zone after another', () => {
  const zonal = { firstZoneMonitorDuration: Duration.minutes(10), monitorDuration: Duration.minutes(5), minHealthyPercentagePerZone: 50 };
  staging(InPlace.minHealthyPercentage(60, { zonal }), 6).hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
    DeploymentConfigName: 'Web-staging-min-60-percent-zonal-600-300-50',
    ZonalConfig: {
      FirstZoneMonitorDurationInSeconds: 600,
      MonitorDurationInSeconds: 300,
      MinimumHealthyHostsPerZone: { Type: 'FLEET_PERCENT', Value: 50 },
    },
  });
});

test('an outage can be accepted', () => {
  staging(InPlace.oneAtATime({ allowDowntime: true }), 1)
    .hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', { DeploymentConfigName: 'CodeDeployDefault.OneAtATime' });
});

const ACCEPT = 'accept the outage with `InPlace.oneAtATime({ allowDowntime: true })`';

test.each<[string, InPlace, number, string]>([
  ['one host with OneAtATime', InPlace.oneAtATime(), 1,
    '`compute.minCapacity` must leave at least one host serving during an in-place deployment, got: 1'],
  ['an outage without `allowDowntime`', InPlace.oneAtATime(), 1, ACCEPT],
  ['all hosts at once without `allowDowntime`', InPlace.allAtOnce(), 4, ACCEPT],
  ['as many healthy hosts as there are', InPlace.minHealthyHosts(3), 3, 'must be greater than the 3 hosts'],
  ['a percentage that rounds up to all hosts', InPlace.minHealthyPercentage(99), 2, 'must be greater than the 2 hosts'],
  ['half of one host', InPlace.halfAtATime({ allowDowntime: true }), 1, 'CodeDeploy would fail before it starts'],
])('refuses %s', (_what, deployment, minCapacity, message) => {
  expect(() => Compute.ec2({ minCapacity, deployment })).toThrow(message);
});

test.each<[string, () => InPlace, string]>([
  ['an unknown configuration', () => InPlace.predefined('CodeDeployDefault.OneAtTime'),
    '`compute.deployment` must be a deployment configuration for EC2, got: "CodeDeployDefault.OneAtTime"; '
    + 'choose one of CodeDeployDefault.OneAtATime'],
  ['a configuration for Lambda', () => InPlace.predefined('CodeDeployDefault.LambdaAllAtOnce'), 'must be a deployment configuration for EC2'],
  ['no healthy host', () => InPlace.minHealthyHosts(0), '`compute.deployment` must be a whole number between 1 and 1000, got: 0'],
  ['a hundred percent', () => InPlace.minHealthyPercentage(100), 'must be a whole number between 1 and 99, got: 100'],
  ['a hundred percent of a zone', () => InPlace.minHealthyHosts(2, { zonal: { minHealthyPercentagePerZone: 100 } }),
    'must be a whole number between 0 and 99, got: 100'],
])('refuses %s', (_what, make, message) => {
  expect(make).toThrow(message);
});
