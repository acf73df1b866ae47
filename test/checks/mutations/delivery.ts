import { BUCKET, FLEET, GROUP, PIPELINE, POLICY, PROJECT, ROLE, type Mutation } from './mutation';

const APPLICATION = 'AWS::CodeDeploy::Application';
const CONFIG = 'AWS::CodeDeploy::DeploymentConfig';
const BALANCER_INFO = 'LoadBalancerInfo/TargetGroupInfoList/0/Name';

/** CodeBuild and CodeDeploy. */
export const DELIVERY_MUTATIONS: readonly Mutation[] = [
  [
    'codebuild.compute',
    'a compute type that does not exist',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/ComputeType', 'BUILD_GENERAL1_TINY'),
  ],
  [
    'codebuild.compute',
    'a compute type of another environment',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/ComputeType', 'BUILD_LAMBDA_2GB'),
  ],
  ['codebuild.compute', 'an environment type that does not exist', ({ pipeline }) => pipeline.set(PROJECT, 'Environment/Type', 'LINUX')],
  ['CloudFormation-Validate::F3003', 'no image', ({ pipeline }) => pipeline.remove(PROJECT, 'Environment/Image')],
  [
    'codebuild.image',
    'an image for another processor',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/Image', 'aws/codebuild/amazonlinux-aarch64-standard:3.0'),
  ],
  ['codebuild.image', 'an image without a tag', ({ pipeline }) => pipeline.set(PROJECT, 'Environment/Image', 'aws/codebuild/standard')],
  [
    'codebuild.image',
    'a Windows image on Linux',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/Image', 'aws/codebuild/windows-base:2019-3.0'),
  ],
  [
    'codebuild.source-and-artifacts',
    'a source other than the pipeline',
    ({ pipeline }) => pipeline.set(PROJECT, 'Source/Type', 'GITHUB'),
    ['codebuild.source-and-artifacts'],
  ],
  [
    'codebuild.source-and-artifacts',
    'neither source nor artifacts from the pipeline',
    ({ pipeline }) => {
      pipeline.set(PROJECT, 'Artifacts/Type', 'NO_ARTIFACTS');
      return pipeline.set(PROJECT, 'Source/Type', 'GITHUB');
    },
  ],
  [
    'codebuild.action-project',
    'a build action with a bucket for a project',
    ({ pipeline }) => pipeline.set(PIPELINE, 'Stages/Name=Build/Actions/0/Configuration/ProjectName', { Ref: pipeline.id(BUCKET) }),
    ['iam.action-resource'],
  ],
  ['CloudFormation-Validate::F3003', 'a project without a role', ({ pipeline }) => pipeline.remove(PROJECT, 'ServiceRole')],
  ['CloudFormation-Validate::F3034', 'a time-out of three minutes', ({ pipeline }) => pipeline.set(PROJECT, 'TimeoutInMinutes', 3)],
  ['CloudFormation-Validate::F3034', 'a queue time-out of a day', ({ pipeline }) => pipeline.set(PROJECT, 'QueuedTimeoutInMinutes', 1440)],
  [
    'template.secret',
    'a password in the variables of a project',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/EnvironmentVariables', [{ Name: 'DB_PASSWORD', Value: 'hunter2', Type: 'PLAINTEXT' }]),
  ],
  [
    'codebuild.environment-variables',
    'a variable twice',
    ({ pipeline }) =>
      pipeline.set(PROJECT, 'Environment/EnvironmentVariables', [
        { Name: 'A', Value: '1' },
        { Name: 'A', Value: '2' },
      ]),
  ],
  [
    'codebuild.environment-variables',
    'a variable of a type that does not exist',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/EnvironmentVariables', [{ Name: 'A', Value: '1', Type: 'SSM' }]),
  ],
  [
    'codebuild.environment-variables',
    'a reserved name',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/EnvironmentVariables', [{ Name: 'CODEBUILD_SRC_DIR', Value: '/' }]),
  ],
  [
    'codebuild.privileged',
    'a privileged build that builds no image',
    ({ pipeline }) => {
      pipeline.set(PROJECT, 'Source/BuildSpec', 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo hello\n');
      return pipeline.set(PROJECT, 'Environment/PrivilegedMode', true);
    },
    ['codebuild.buildspec'],
  ],
  ['codebuild.encryption', 'artifacts that are not encrypted', ({ pipeline }) => pipeline.set(PROJECT, 'Artifacts/EncryptionDisabled', true)],
  ['codebuild.logs', 'no logs', ({ pipeline }) => pipeline.set(PROJECT, 'LogsConfig/CloudWatchLogs/Status', 'DISABLED')],
  ['codebuild.cache', 'a cache of a type that does not exist', ({ pipeline }) => pipeline.set(PROJECT, 'Cache', { Type: 'EFS' })],
  ['codebuild.cache', 'a local cache without modes', ({ pipeline }) => pipeline.set(PROJECT, 'Cache', { Type: 'LOCAL' })],
  [
    'codebuild.buildspec',
    'an inline buildspec that is not YAML',
    ({ pipeline }) => pipeline.set(PROJECT, 'Source/BuildSpec', 'version: 0.2\nphases: ['),
  ],
  [
    'codebuild.buildspec',
    'an inline buildspec without phases',
    ({ pipeline }) => pipeline.set(PROJECT, 'Source/BuildSpec', 'version: 0.2\nphase: {}\n'),
  ],
  [
    'codebuild.buildspec',
    'an inline buildspec of another version',
    ({ pipeline }) => pipeline.set(PROJECT, 'Source/BuildSpec', '{"version":"0.3","phases":{"build":{"commands":["true"]}}}'),
  ],
  [
    'codebuild.buildspec',
    'an inline buildspec that does not produce the artifacts',
    ({ pipeline }) =>
      pipeline.set(PROJECT, 'Source/BuildSpec', 'version: 0.2\nphases:\n  build:\n    commands: [make]\nartifacts:\n  files: ["**/*"]\n'),
  ],
  [
    'codebuild.buildspec',
    'a buildspec outside the repository',
    ({ pipeline }) => pipeline.set(PROJECT, 'Source/BuildSpec', '../buildspec.yml'),
  ],

  [
    'codedeploy.deployment-config',
    'a configuration that does not exist',
    ({ staging }) => staging.set(GROUP, 'DeploymentConfigName', 'CodeDeployDefault.TwoAtATime'),
  ],
  [
    'codedeploy.deployment-config',
    'a configuration without its prefix',
    ({ staging }) => staging.set(GROUP, 'DeploymentConfigName', 'OneAtATime'),
  ],
  [
    'codedeploy.deployment-config',
    'a configuration for Lambda',
    ({ staging }) => staging.set(GROUP, 'DeploymentConfigName', 'CodeDeployDefault.LambdaAllAtOnce'),
    ['iam.service-permission (2)'],
  ],
  ['codedeploy.deployment-config', 'a configuration that does not exist in the account', ({ staging }) => staging.set(GROUP, 'DeploymentConfigName',
    'MyConfiguration')],
  [
    'codedeploy.configuration',
    'a configuration that keeps all hosts',
    ({ staging }) => staging.add('Config', CONFIG, { MinimumHealthyHosts: { Type: 'FLEET_PERCENT', Value: 100 } }),
  ],
  [
    'CloudFormation-Validate::W3030',
    'a minimum of a type that does not exist',
    ({ staging }) => staging.add('Config', CONFIG, { MinimumHealthyHosts: { Type: 'HOSTS', Value: 1 } }),
  ],
  ['codedeploy.configuration', 'a configuration without a minimum', ({ staging }) => staging.add('Config', CONFIG, {})],
  [
    'codedeploy.capacity',
    'a minimum equal to the number of hosts',
    ({ staging }) => {
      staging.add('Config', CONFIG, { MinimumHealthyHosts: { Type: 'HOST_COUNT', Value: 2 } });
      return staging.set(GROUP, 'DeploymentConfigName', { Ref: 'Config' });
    },
  ],
  [
    'codedeploy.capacity',
    'one at a time with one host',
    ({ staging }) => {
      staging.set(FLEET, 'MinSize', '1');
      staging.set(FLEET, 'MaxSize', '1');
      return staging.id(GROUP);
    },
  ],
  ['codedeploy.capacity', 'all hosts at once', ({ staging }) => staging.set(GROUP, 'DeploymentConfigName', 'CodeDeployDefault.AllAtOnce')],
  ['codedeploy.traffic-control', 'traffic control without a load balancer', ({ staging }) => staging.remove(GROUP, 'LoadBalancerInfo')],
  [
    'codedeploy.traffic-control',
    'traffic control with an empty list',
    ({ staging }) => staging.set(GROUP, 'LoadBalancerInfo', { TargetGroupInfoList: [] }),
  ],
  [
    'codedeploy.traffic-control',
    'a load balancer without traffic control',
    ({ staging }) => staging.set(GROUP, 'DeploymentStyle/DeploymentOption', 'WITHOUT_TRAFFIC_CONTROL'),
  ],
  ['codedeploy.traffic-control', 'a load balancer and no deployment style', ({ staging }) => staging.remove(GROUP, 'DeploymentStyle')],
  ['codedeploy.blue-green', 'blue/green on instances', ({ staging }) => staging.set(GROUP, 'DeploymentStyle/DeploymentType', 'BLUE_GREEN')],
  ['codedeploy.application', 'a deployment group without an application', ({ staging }) => staging.remove(GROUP, 'ApplicationName'),
    ['environment.deployment-group']],
  ['codedeploy.application', 'a deployment group of another application', ({ staging }) => staging.set(GROUP, 'ApplicationName', 'web'),
    ['environment.deployment-group']],
  [
    'codedeploy.application',
    'a deployment group whose application is a fleet',
    ({ staging }) => staging.set(GROUP, 'ApplicationName', { Ref: staging.id(FLEET) }),
  ],
  ['CloudFormation-Validate::W3030', 'a platform that does not exist', ({ staging }) => staging.set(APPLICATION, 'ComputePlatform', 'EC2'),
    ['codedeploy.platform-match']],
  [
    'codedeploy.platform-match',
    'an application for Lambda',
    ({ staging }) => staging.set(APPLICATION, 'ComputePlatform', 'Lambda') && staging.id(GROUP),
    ['codedeploy.deployment-config'],
  ],
  ['codedeploy.fleet', 'no fleet', ({ staging }) => staging.set(GROUP, 'AutoScalingGroups', [])],
  ['codedeploy.fleet', 'a fleet that the template does not have', ({ staging }) => staging.set(GROUP, 'AutoScalingGroups', ['web-fleet'])],
  [
    'codedeploy.fleet',
    'a launch template in place of a fleet',
    ({ staging }) => staging.set(GROUP, 'AutoScalingGroups', [{ Ref: staging.id('AWS::EC2::LaunchTemplate') }]),
  ],
  [
    'codedeploy.one-group-per-fleet',
    'two deployment groups for one fleet',
    ({ staging }) =>
      staging.add('Second', GROUP, { ApplicationName: { Ref: staging.id(APPLICATION) }, AutoScalingGroups: [{ Ref: staging.id(FLEET) }] }),
    ['codedeploy.rollback'],
  ],
  [
    'codedeploy.target-group',
    'the ARN of a target group',
    ({ staging }) => staging.set(GROUP, BALANCER_INFO, { Ref: staging.id('AWS::ElasticLoadBalancingV2::TargetGroup') }),
  ],
  [
    'codedeploy.target-group',
    'a target group that the template does not have',
    ({ staging }) => staging.set(GROUP, BALANCER_INFO, 'web-targets'),
  ],
  [
    'codedeploy.target-group',
    'a load balancer in place of a target group',
    ({ staging }) =>
      staging.set(GROUP, BALANCER_INFO, { 'Fn::GetAtt': [staging.id('AWS::ElasticLoadBalancingV2::LoadBalancer'), 'LoadBalancerName'] }),
    ['iam.service-resource'],
  ],
  [
    'codedeploy.target-group',
    'a target group that the fleet is not in',
    ({ staging }) => {
      staging.add('Other', 'AWS::ElasticLoadBalancingV2::TargetGroup', { Port: 3000, Protocol: 'HTTP' });
      return staging.set(GROUP, BALANCER_INFO, { 'Fn::GetAtt': ['Other', 'TargetGroupName'] });
    },
    ['elb.target', 'elb.unused-target-group', 'environment.application', 'iam.service-resource'],
  ],
  ['codedeploy.rollback', 'no rollback', ({ staging }) => staging.remove(GROUP, 'AutoRollbackConfiguration')],
  ['codedeploy.rollback', 'rollback turned off', ({ staging }) => staging.set(GROUP, 'AutoRollbackConfiguration/Enabled', false)],
  [
    'codedeploy.rollback',
    'no rollback of a failed deployment',
    ({ staging }) => staging.set(GROUP, 'AutoRollbackConfiguration/Events', ['DEPLOYMENT_STOP_ON_REQUEST']),
  ],
  [
    'CloudFormation-Validate::W3030',
    'an event that does not exist',
    ({ staging }) => staging.push(GROUP, 'AutoRollbackConfiguration/Events', 'DEPLOYMENT_FAILED'),
  ],
  [
    'codedeploy.rollback',
    'rollback on alarms without an alarm',
    ({ staging }) => {
      staging.set(GROUP, 'AlarmConfiguration', { Enabled: false });
      return staging.set(GROUP, 'AutoRollbackConfiguration/Events', ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']);
    },
  ],
  [
    'codedeploy.alarms',
    'enabled alarms without an alarm',
    ({ staging }) => staging.set(GROUP, 'AlarmConfiguration', { Enabled: true, Alarms: [] }),
    ['codedeploy.rollback'],
  ],
  [
    'codedeploy.alarms',
    'a fleet in place of an alarm',
    ({ staging }) => staging.set(GROUP, 'AlarmConfiguration', { Enabled: true, Alarms: [{ Name: { Ref: staging.id(FLEET) } }] }),
  ],
  [
    'codedeploy.outdated-instances',
    'new instances that keep the old revision',
    ({ staging }) => staging.set(GROUP, 'OutdatedInstancesStrategy', 'IGNORE'),
  ],
  [
    'CloudFormation-Validate::W3030',
    'a strategy that does not exist',
    ({ staging }) => staging.set(GROUP, 'OutdatedInstancesStrategy', 'REPLACE'),
  ],
  ['CloudFormation-Validate::F3003', 'a deployment group without a role', ({ staging }) => staging.remove(GROUP, 'ServiceRoleArn')],

  [
    'iam.role-reference',
    'the name of a role in place of its ARN',
    ({ pipeline }) => pipeline.set(PIPELINE, 'RoleArn', { Ref: pipeline.id(ROLE) }),
    ['iam.pipeline-role-assumes (30)'],
  ],
  ['iam.role-reference', 'a text in place of a role', ({ pipeline }) => pipeline.set(PIPELINE, 'RoleArn', 'pipeline-role')],
  [
    'iam.role-reference',
    'a policy in place of a role',
    ({ pipeline }) => pipeline.set(PROJECT, 'ServiceRole', { 'Fn::GetAtt': [pipeline.id(POLICY), 'Arn'] }),
  ],
];
