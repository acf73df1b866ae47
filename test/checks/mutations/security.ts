import { action, artifactBucket, BUCKET, FLEET, PIPELINE, POLICY, PROJECT, ROLE, type Mutation } from './mutation';

const EVERYONE = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }] };
const STATEMENT = 'PolicyDocument/Statement/0';
const INSTANCE_POLICY = `${POLICY}#InstanceRole`;
const ALARM = 'AWS::CloudWatch::Alarm';

const GOOD_ALARM = {
  ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3, Threshold: 1, Namespace: 'AWS/EC2', MetricName: 'StatusCheckFailed', Period: 60, Statistic: 'Sum',
};

/** Roles, policies, storage, alarms and logs. */
export const SECURITY_MUTATIONS: readonly Mutation[] = [
  ['iam.trust-everyone', 'a role that trusts *', ({ staging }) => staging.set(ROLE, 'AssumeRolePolicyDocument', EVERYONE)],
  ['iam.trust-everyone', 'a role that trusts every account', ({ staging }) =>
    staging.set(ROLE, 'AssumeRolePolicyDocument', { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }] })],
  ['iam.trust-policy', 'a role that nobody may take on', ({ staging }) => staging.replace(ROLE, '"Effect":"Allow"', '"Effect":"Deny"')],
  ['iam.trust-policy', 'a service that is none', ({ staging }) => staging.replace(`${ROLE}#InstanceRole`, 'ec2.amazonaws.com', 'ec2')],
  ['iam.trust-policy', 'a trust policy of another action', ({ staging }) => staging.replace(ROLE, 'sts:AssumeRole', 's3:GetObject')],
  ['iam.wildcard-action', 'every action', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, '*')],
  ['iam.wildcard-action', 'every action of S3', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, ['s3:*'])],
  ['iam.wildcard-action', 'every action but some', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/NotAction`, 'iam:*')],
  ['iam.wildcard-resource', 'objects of every bucket', ({ staging }) =>
    staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })],
  ['iam.wildcard-resource', 'every role to pass on', ({ staging }) =>
    staging.push(INSTANCE_POLICY, 'PolicyDocument/Statement', { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' })],
  ['iam.wildcard-resource', 'every resource but some', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/NotResource`, 'arn:aws:s3:::x')],
  ['iam.statement', 'an effect that does not exist', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Effect`, 'allow')],
  ['iam.statement', 'a statement without an action', ({ staging }) => staging.remove(INSTANCE_POLICY, `${STATEMENT}/Action`)],
  ['iam.statement', 'a statement without a resource', ({ staging }) => staging.remove(INSTANCE_POLICY, `${STATEMENT}/Resource`)],
  ['iam.statement', 'an action without a service', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Action`, 'GetObject')],
  ['iam.administrator', 'an administrator', ({ staging }) => staging.push(ROLE, 'ManagedPolicyArns', 'arn:aws:iam::aws:policy/AdministratorAccess')],
  ['iam.long-lived-key', 'a user with a key', ({ pipeline }) => pipeline.add('Robot', 'AWS::IAM::AccessKey', { UserName: 'robot' })],
  ['iam.resource-policy', 'a bucket for everyone', ({ pipeline }) => pipeline.push('AWS::S3::BucketPolicy', 'PolicyDocument/Statement', { Effect: 'Allow', Action: 's3:GetObject', Principal: '*', Resource: '*' })],
  ['iam.policy-attachment', 'a policy of nobody', ({ staging }) => staging.set(INSTANCE_POLICY, 'Roles', [])],
  ['iam.trusted-service', 'an instance role for Lambda', ({ staging }) => staging.replace(`${ROLE}#InstanceRole`, 'ec2.amazonaws.com', 'lambda.amazonaws.com')],
  ['iam.trusted-service', 'a deployment role for instances', ({ staging }) => staging.replace(`${ROLE}#DeploymentRole`, 'codedeploy.amazonaws.com', 'ec2.amazonaws.com')],
  ['iam.trusted-service', 'a build role for the pipeline', ({ pipeline }) => pipeline.replace(`${ROLE}#BuildProject`, 'codebuild.amazonaws.com', 'codepipeline.amazonaws.com')],
  ['iam.pipeline-role-assumes', 'a pipeline that may not take on the roles of its actions', ({ pipeline }) => {
    const policy = policyWith(pipeline, 'sts:AssumeRole');
    pipeline.replace(policy, 'sts:AssumeRole', 'sts:TagSession');
    return roleOf(pipeline, policy);
  }],
  ['iam.pipeline-role-assumes', 'a role of an action that trusts another role', ({ pipeline }) => {
    const role = pipeline.id(`${ROLE}#Rolesstaging`);
    pipeline.replace(role, roleOf(pipeline, policyWith(pipeline, 'sts:AssumeRole')), pipeline.id(`${ROLE}#BuildProject`));
    return role;
  }],
  ['iam.action-permission', 'a deployment that may not be created', ({ pipeline }) => {
    const policy = policyWith(pipeline, 'codedeploy:CreateDeployment');
    pipeline.replace(policy, 'codedeploy:CreateDeployment', 'codedeploy:ListDeployments');
    return roleOf(pipeline, policy);
  }],
  ['iam.action-permission', 'a build that may not be started', ({ pipeline }) => {
    const policy = policyWith(pipeline, 'codebuild:StartBuild');
    pipeline.replace(policy, 'codebuild:StartBuild', 'codebuild:StopBuild');
    return roleOf(pipeline, policy);
  }],
  ['iam.action-permission', 'a connection that may not be used', ({ pipeline }) => {
    const policy = policyWith(pipeline, 'codeconnections:UseConnection');
    pipeline.replace(policy, 'codeconnections:UseConnection', 'codestar-connections:UseConnection');
    return roleOf(pipeline, policy);
  }],
  ['iam.artifact-bucket', 'a build that may not write artifacts', ({ pipeline }) => {
    const role = pipeline.id(`${ROLE}#BuildProject`);
    pipeline.replace(`${POLICY}#BuildProject`, 's3:PutObject', 's3:PutObjectTagging');
    return role;
  }],
  ['iam.artifact-bucket', 'a deployment action without the artifact bucket', ({ pipeline }) => {
    const policy = policyWith(pipeline, 'codedeploy:CreateDeployment');
    pipeline.replace(policy, artifactBucket(pipeline), pipeline.id('AWS::Logs::LogGroup'));
    return roleOf(pipeline, policy);
  }],

  ['s3.public-access', 'a bucket without a public access block', ({ pipeline }) => pipeline.remove(BUCKET, 'PublicAccessBlockConfiguration')],
  ['s3.public-access', 'a bucket that takes public policies', ({ pipeline }) => pipeline.set(BUCKET, 'PublicAccessBlockConfiguration/BlockPublicPolicy', false)],
  ['s3.public-access', 'a bucket that everyone may read', ({ pipeline }) => pipeline.set(BUCKET, 'AccessControl', 'PublicRead')],
  ['s3.tls', 'a bucket without a policy', ({ pipeline }) => pipeline.drop('AWS::S3::BucketPolicy') && pipeline.id(BUCKET)],
  ['s3.tls', 'a bucket that takes requests without TLS', ({ pipeline }) => pipeline.replace('AWS::S3::BucketPolicy', 'aws:SecureTransport', 'aws:ViaAWSService') && pipeline.id(BUCKET)],
  ['s3.encryption', 'a bucket that does not say how it is encrypted', ({ pipeline }) => pipeline.remove(BUCKET, 'BucketEncryption')],
  ['s3.encryption', 'an algorithm that does not exist', ({ pipeline }) => pipeline.replace(BUCKET, 'AES256', 'AES128')],
  ['s3.acl', 'an access control list', ({ pipeline }) => pipeline.set(BUCKET, 'AccessControl', 'LogDeliveryWrite')],
  ['s3.artifact-bucket-kept', 'artifacts that expire before an approval', ({ pipeline }) =>
    pipeline.push(artifactBucket(pipeline), 'LifecycleConfiguration/Rules', { Status: 'Enabled', ExpirationInDays: 1 })],
  ['s3.policy-bucket', 'the policy of a role', ({ pipeline }) => pipeline.set('AWS::S3::BucketPolicy', 'Bucket', { Ref: pipeline.id(ROLE) })],
  ['kms.rotation', 'a key that does not rotate', ({ pipeline }) => pipeline.add('Key', 'AWS::KMS::Key', { KeyPolicy: { Statement: [] } })],
  ['kms.policy', 'a key for everyone', ({ pipeline }) => pipeline.add('Key', 'AWS::KMS::Key', { EnableKeyRotation: true, KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Principal: { AWS: '*' }, Resource: '*' }] } })],
  ['iam.artifact-bucket', 'a key that nobody may use', ({ pipeline }) => {
    pipeline.add('Key', 'AWS::KMS::Key', { EnableKeyRotation: true });
    pipeline.set(artifactBucket(pipeline), 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault', { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } });
    return pipeline.id(`${ROLE}#BuildProject`);
  }],
  ['sns.subscription', 'an e-mail address that is none', ({ pipeline }) => pipeline.add('Mail', 'AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'me', TopicArn: { Ref: pipeline.id('AWS::SNS::Topic') } })],
  ['sns.subscription', 'a subscription of a bucket', ({ pipeline }) => pipeline.add('Mail', 'AWS::SNS::Subscription', { Protocol: 'sqs', TopicArn: { Ref: pipeline.id(BUCKET) } })],

  ['cloudwatch.alarm', 'an operator that does not exist', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, ComparisonOperator: '>' })],
  ['cloudwatch.alarm', 'more datapoints than periods', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, DatapointsToAlarm: 4 })],
  ['cloudwatch.alarm', 'a period of 45 seconds', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, Period: 45 })],
  ['cloudwatch.alarm', 'a treatment that does not exist', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, TreatMissingData: 'ok' })],
  ['cloudwatch.alarm-actions', 'an alarm without actions', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, ActionsEnabled: false })],
  ['cloudwatch.alarm-actions', 'an alarm that tells a fleet', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, AlarmActions: [{ Ref: staging.id(FLEET) }] })],
  ['cloudwatch.balancer-dimensions', 'a metric of no load balancer', ({ staging }) => staging.add('Alarm', ALARM, { ...GOOD_ALARM, Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count' })],
  ['cloudwatch.balancer-dimensions', 'an ARN for a full name', ({ staging }) => staging.add('Alarm', ALARM, {
    ...GOOD_ALARM, Namespace: 'AWS/ApplicationELB', MetricName: 'RequestCount', Dimensions: [{ Name: 'LoadBalancer', Value: { Ref: staging.id('AWS::ElasticLoadBalancingV2::LoadBalancer') } }],
  })],
  ['logs.retention', 'logs that are kept for ever', ({ pipeline }) => pipeline.remove('AWS::Logs::LogGroup', 'RetentionInDays')],
  ['logs.retention', 'a retention that does not exist', ({ pipeline }) => pipeline.set('AWS::Logs::LogGroup', 'RetentionInDays', 31)],
  ['logs.flow-log', 'a flow log of traffic that does not exist', ({ production }) => production.set('AWS::EC2::FlowLog', 'TrafficType', 'DENY')],
  ['logs.flow-log', 'a flow log without a role', ({ production }) => production.remove('AWS::EC2::FlowLog', 'DeliverLogsPermissionArn')],

  ['iam.service-permission', 'a deployment role that may not take hosts out of the load balancer', ({ staging }) => {
    staging.replace(`${POLICY}#DeploymentRole`, 'elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:DescribeRules');
    return staging.id(`${ROLE}#DeploymentRole`);
  }],
  ['iam.service-permission', 'a build that may not write its log', ({ pipeline }) => {
    pipeline.replace(`${POLICY}#BuildProject`, 'logs:PutLogEvents', 'logs:GetLogEvents');
    return pipeline.id(`${ROLE}#BuildProject`);
  }],
  ['iam.statement', 'a resource that is no ARN', ({ staging }) => staging.set(INSTANCE_POLICY, `${STATEMENT}/Resource`, 'my-bucket')],
  ['s3.tls', 'a refusal of one account', ({ pipeline }) => pipeline.replace('AWS::S3::BucketPolicy', '"AWS":"*"', '"AWS":"111122223333"') && pipeline.id(BUCKET)],
  ['template.argument', 'an attribute without a name', ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::GetAtt': ['LaunchTemplate'] })],
  ['template.argument', 'a substitution of a number', ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::Sub': 7 })],
  ['template.argument', 'a join of lists', ({ staging }) => staging.set(FLEET, 'PlacementGroup', { 'Fn::Join': ['', [['a']]] })],
  ['template.attribute', 'an attribute that does not exist', ({ staging }) =>
    staging.set(FLEET, 'LaunchTemplate/Version', { 'Fn::GetAtt': [staging.id('AWS::EC2::LaunchTemplate'), 'LatestVersion'] })],
  ['resource.property', 'a letter too few in a property', ({ staging }) => staging.set(FLEET, 'HealthCheckTyp', 'ELB')],
  ['resource.property', 'a property in other letters', ({ staging }) => staging.set(FLEET, 'TargetGroupArns', [])],
  ['resource.property', 'a letter too many far down', ({ staging }) => staging.set('AWS::EC2::LaunchTemplate', 'LaunchTemplateData/MetadataOptions/HttpTokenss', 'required')],
  ['resource.required', 'an action without a type', ({ pipeline }) => pipeline.remove(PIPELINE, `${action('staging', 'Deploy')}/ActionTypeId`)],
  ['resource.required', 'a target of nothing', ({ staging }) => staging.remove('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/TargetValue')],
  ['resource.required', 'a route without a table', ({ staging }) => staging.remove('AWS::EC2::Route', 'RouteTableId')],
  ['resource.type', 'a text for a number', ({ staging }) => staging.set(FLEET, 'HealthCheckGracePeriod', 'five minutes')],
  ['resource.type', 'a text for a list', ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/a/b')],
  ['resource.type', 'a text for an object', ({ staging }) => staging.set('AWS::EC2::LaunchTemplate', 'LaunchTemplateData/MetadataOptions', 'required')],
  ['resource.type', 'nothing for a subnet', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', null)],
  ['resource.type', 'an object for a subnet', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', {})],
  ['resource.type', 'yes for true', ({ staging }) => staging.set('AWS::EC2::Subnet', 'MapPublicIpOnLaunch', 'yes')],
  ['resource.type', 'a list for a name', ({ pipeline }) => pipeline.set(PIPELINE, 'Name', ['web'])],
  ['template.reference', 'a reference to nothing', ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', [{ Ref: 'Targets' }])],
  ['template.reference', 'an attribute of nothing', ({ pipeline }) => pipeline.set(PROJECT, 'ServiceRole', { 'Fn::GetAtt': ['BuildRole', 'Arn'] })],
  ['template.reference', 'a substitution of nothing', ({ pipeline }) => pipeline.set(PIPELINE, `${action('staging', 'Deploy')}/Configuration/ApplicationName`, { 'Fn::Sub': '${App}-staging' })],
  ['template.condition', 'a condition that does not exist', ({ staging }) => staging.attribute(FLEET, 'Condition', 'IsProduction')],
  ['template.condition', 'a choice by a condition that does not exist', ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::If': ['IsProduction', 4, 2] })],
  ['template.mapping', 'a mapping that does not exist', ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::FindInMap': ['Sizes', 'a', 'b'] })],
  ['template.function', 'a function that does not exist', ({ staging }) => staging.set(FLEET, 'MaxSize', { 'Fn::Max': [1, 2] })],
  ['template.function', 'a join without a list', ({ staging }) => staging.set(FLEET, 'AutoScalingGroupName', { 'Fn::Join': ['-'] })],
  ['template.token', 'a token that was not resolved', ({ staging }) => staging.set(FLEET, 'AutoScalingGroupName', '${Token[TOKEN.12]}')],
  ['template.depends-on', 'a dependency on nothing', ({ staging }) => staging.attribute(FLEET, 'DependsOn', ['Nothing'])],
  ['template.cycle', 'a circle', ({ staging }) => {
    const fleet = staging.attribute(FLEET, 'DependsOn', [staging.id('AWS::CodeDeploy::DeploymentGroup')]);
    return fleet;
  }],
  ['template.resource-type', 'a type that is none', ({ staging }) => staging.add('Odd', 'AWS::EC2', {})],
  ['template.parameter', 'a parameter without a type', ({ staging }) => {
    staging.section('Parameters').Size = { Default: 1 };
    return 'Size';
  }],
  ['template.parameter', 'a default that is not allowed', ({ staging }) => {
    staging.section('Parameters').Size = { Type: 'String', Default: 'xl', AllowedValues: ['s', 'm'] };
    return 'Size';
  }],
  ['template.logical-id', 'a hyphen in a logical id', ({ staging }) => staging.add('My-Bucket', BUCKET, {})],
  ['template.policies', 'a deletion policy that does not exist', ({ pipeline }) => pipeline.attribute(BUCKET, 'DeletionPolicy', 'Keep')],
];

type Editor = Parameters<Mutation[2]>[0]['pipeline'];

function policyWith(template: Editor, text: string): string {
  const found = Object.entries(template.section('Resources')).find(([, resource]) => resource.Type === POLICY && JSON.stringify(resource).includes(`"${text}"`));
  if (!found) throw new Error(`no policy has ${text}`);
  return found[0];
}

function roleOf(template: Editor, policy: string): string {
  return (template.get(policy, 'Roles/0') as { Ref: string }).Ref;
}
