import { action, ALARM, BUCKET, FLEET, GOOD_ALARM, INSTANCE_POLICY, PIPELINE, POLICY, PROJECT, ROLE, STATEMENT, type Mutation } from './mutation';

/** Storage, alarms and logs. */
export const STORAGE_MUTATIONS: readonly Mutation[] = [
  ['cloudwatch.alarm', 'more datapoints than periods', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, DatapointsToAlarm: 4 }),
    ['cloudwatch.unheard']],
  ['cloudwatch.alarm', 'a period of 45 seconds', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, Period: 45 }),
    ['cloudwatch.unheard']],
  [
    'CloudFormation-Validate::W3030',
    'a treatment that does not exist',
    ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, TreatMissingData: 'ok' }),
    ['cloudwatch.unheard'],
  ],
  [
    'cloudwatch.alarm-actions',
    'an alarm without actions',
    ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, ActionsEnabled: false }),
    ['cloudwatch.unheard'],
  ],
  [
    'cloudwatch.alarm-actions',
    'an alarm that notifies a fleet',
    ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, AlarmActions: [{ Ref: staging.id(FLEET) }] }),
  ],
  [
    'cloudwatch.balancer-dimensions',
    'a metric without a load balancer',
    ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count' }),
    ['cloudwatch.unheard'],
  ],
  [
    'cloudwatch.balancer-dimensions',
    'an ARN in place of a full name',
    ({ staging }) =>
      staging.add('Alarm', ALARM, {
        ...GOOD_ALARM,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [{ Name: 'LoadBalancer', Value: { Ref: staging.id('AWS::ElasticLoadBalancingV2::LoadBalancer') } }],
      }),
    ['cloudwatch.unheard'],
  ],
  ['logs.retention', 'logs that are kept forever', ({ pipeline }) => pipeline.remove('AWS::Logs::LogGroup', 'RetentionInDays')],
  ['CloudFormation-Validate::W3030', 'a retention that does not exist', ({ pipeline }) => pipeline.set('AWS::Logs::LogGroup', 'RetentionInDays', 31)],
  ['CloudFormation-Validate::W3030', 'a flow log of traffic that does not exist', ({ production }) =>
    production.set('AWS::EC2::FlowLog', 'TrafficType', 'DENY')],
  ['logs.flow-log', 'a flow log without a role', ({ production }) => production.remove('AWS::EC2::FlowLog', 'DeliverLogsPermissionArn')],

  [
    'iam.service-permission',
    'a deployment role that may not take hosts out of the load balancer',
    ({ staging }) => {
      staging.replace(`${POLICY}#DeploymentRole`, 'elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:DescribeRules');
      return staging.id(`${ROLE}#DeploymentRole`);
    },
    ['iam.service-resource'],
  ],
  [
    'iam.service-permission',
    'a build that may not write its log',
    ({ pipeline }) => {
      pipeline.replace(`${POLICY}#BuildProject`, 'logs:PutLogEvents', 'logs:GetLogEvents');
      return pipeline.id(`${ROLE}#BuildProject`);
    },
    ['iam.service-resource'],
  ],
  ['iam.statement', 'a resource that is not an ARN', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Resource`, 'my-bucket')],
  [
    's3.tls',
    'a Deny statement for one account only',
    ({ pipeline }) => pipeline.replace('AWS::S3::BucketPolicy', '"AWS":"*"', '"AWS":"111122223333"') && pipeline.id(BUCKET),
  ],
  [
    'CloudFormation-Validate::F1101',
    'an attribute without a name',
    ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::GetAtt': ['LaunchTemplate'] }),
  ],
  ['template.argument', 'a substitution of a number', ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::Sub': 7 })],
  ['template.argument', 'a join of lists', ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::Join': ['', [['a']]] })],
  [
    'CloudFormation-Validate::E9004',
    'an attribute that does not exist',
    ({ staging }) => staging.set(FLEET, 'LaunchTemplate/Version', { 'Fn::GetAtt': [staging.id('AWS::EC2::LaunchTemplate'), 'LatestVersion'] }),
  ],
  ['CloudFormation-Validate::F3002', 'a letter too few in a property', ({ staging }) => staging.set(FLEET, 'HealthCheckTyp', 'ELB')],
  ['CloudFormation-Validate::F3002', 'a property in other letters', ({ staging }) => staging.set(FLEET, 'TargetGroupArns', [])],
  [
    'CloudFormation-Validate::F3002',
    'a letter too many far down',
    ({ staging }) => staging.set('AWS::EC2::LaunchTemplate', 'LaunchTemplateData/MetadataOptions/HttpTokenss', 'required'),
  ],
  ['CloudFormation-Validate::F3003', 'an action without a type', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${action('staging', 'Deploy')}/ActionTypeId`),
  ['action.category']],
  [
    'CloudFormation-Validate::F3003',
    'a target without a metric',
    ({ staging }) => staging.remove('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/TargetValue'),
  ],
  ['CloudFormation-Validate::F3003', 'a route without a table', ({ staging }) => staging.remove('AWS::EC2::Route', 'RouteTableId'),
    ['elb.subnets', 'network.nat-gateway']],
  ['CloudFormation-Validate::F3012', 'a text for a number', ({ staging }) => staging.set(FLEET, 'HealthCheckGracePeriod', 'five minutes')],
  [
    'CloudFormation-Validate::F3012',
    'a text for a list',
    ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b'),
    ['codedeploy.target-group', 'elb.fleet-not-served'],
  ],
  [
    'CloudFormation-Validate::F3012',
    'a text for an object',
    ({ staging }) => staging.set('AWS::EC2::LaunchTemplate', 'LaunchTemplateData/MetadataOptions', 'required'),
    ['launch-template.metadata-service'],
  ],
  ['template.null', 'null instead of a subnet', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', null)],
  ['CloudFormation-Validate::F3012', 'an object for a subnet', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', {})],
  ['CloudFormation-Validate::W9003', 'yes for true', ({ staging }) => staging.set('AWS::EC2::Subnet', 'MapPublicIpOnLaunch', 'yes')],
  ['CloudFormation-Validate::F3012', 'a list for a name', ({ pipeline }) => pipeline.set(PIPELINE, 'Name', ['web'])],
  ['CloudFormation-Validate::F1020', 'a reference to nothing', ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', [{ Ref: 'Targets' }])],
  [
    'CloudFormation-Validate::F1020',
    'an attribute of nothing',
    ({ pipeline }) => pipeline.set(PROJECT, 'ServiceRole', { 'Fn::GetAtt': ['BuildRole', 'Arn'] }),
  ],
  [
    'CloudFormation-Validate::F1018',
    'a substitution of nothing',
    ({ pipeline }) => pipeline.set(PIPELINE, `${action('staging', 'Deploy')}/Configuration/ApplicationName`, { 'Fn::Sub': '${App}-staging' }),
  ],
  ['CloudFormation-Validate::E8002', 'a condition that does not exist', ({ staging }) => staging.attribute(FLEET, 'Condition', 'IsProduction'),
    ['CloudFormation-Validate::W1001 (6)']],
  [
    'CloudFormation-Validate::E1028',
    'a choice by a condition that does not exist',
    ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::If': ['IsProduction', 4, 2] }),
  ],
  [
    'CloudFormation-Validate::F1012',
    'a mapping that does not exist',
    ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::FindInMap': ['Sizes', 'a', 'b'] }),
  ],
  ['template.function', 'a function that does not exist', ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::Max': [1, 2] })],
  ['template.argument', 'a join without a list', ({ staging }) => staging.set(FLEET, 'AutoScalingGroupName', { 'Fn::Join': ['-'] })],
  ['template.token', 'a token that was not resolved', ({ staging }) => staging.set(FLEET, 'AutoScalingGroupName', '${Token[TOKEN.12]}')],
  ['CloudFormation-Validate::E3005', 'a dependency on nothing', ({ staging }) => staging.attribute(FLEET, 'DependsOn', ['Nothing'])],
  [
    'CloudFormation-Validate::F3004',
    'a circle',
    ({ staging }) => {
      const fleet = staging.attribute(FLEET, 'DependsOn', [staging.id('AWS::CodeDeploy::DeploymentGroup')]);
      return fleet;
    },
    ['CloudFormation-Validate::F3004 (2)'],
  ],
  ['CloudFormation-Validate::F3006', 'a type that is none', ({ staging }) => staging.add('Odd', 'AWS::EC2', {})],
  [
    'CloudFormation-Validate::E2001',
    'a parameter without a type',
    ({ staging }) => {
      staging.section('Parameters').Size = { Default: 1 };
      return 'Size';
    },
    ['CloudFormation-Validate::W2001'],
  ],
  [
    'CloudFormation-Validate::F2012',
    'a default that is not allowed',
    ({ staging }) => {
      staging.section('Parameters').Size = { Type: 'String', Default: 'xl', AllowedValues: ['s', 'm'] };
      return 'Size';
    },
    ['CloudFormation-Validate::W2001'],
  ],
  ['CloudFormation-Validate::F0006', 'a hyphen in a logical id', ({ staging }) => staging.add('My-Bucket', BUCKET, {}),
    ['s3.encryption', 's3.public-access', 's3.tls']],
  ['CloudFormation-Validate::F3016', 'a deletion policy that does not exist', ({ pipeline }) => pipeline.attribute(BUCKET, 'DeletionPolicy', 'Keep')],
];


