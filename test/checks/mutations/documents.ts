import {
  action, artifactBucket, BUCKET, GROUP, LAUNCH_TEMPLATE, LISTENER, PIPELINE, POLICY, PROJECT, ROLE, STATEMENT, type Mutation,
} from './mutation';

const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';
const BUCKET_POLICY = 'AWS::S3::BucketPolicy';
const SUBNET = 'AWS::EC2::Subnet';
const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const FLOW_LOG = 'AWS::EC2::FlowLog';

/** Policy documents, networks, and settings with an undesirable default. */
export const DOCUMENT_MUTATIONS: readonly Mutation[] = [
  ['iam.document', 'a version that does not exist', ({ staging }) => staging.set(POLICY, 'PolicyDocument/Version', '2024-01-01')],
  [
    'iam.document',
    'a topic policy of a version that does not exist',
    ({ pipeline }) => pipeline.set(TOPIC_POLICY, 'PolicyDocument/Version', '2012'),
  ],
  ['iam.document', 'a policy without a statement', ({ pipeline }) => pipeline.set(TOPIC_POLICY, 'PolicyDocument/Statement', [])],
  ['iam.document', 'a role without a trust policy', ({ staging }) => staging.remove(ROLE, 'AssumeRolePolicyDocument'),
    ['iam.trust-policy']],
  ['iam.trust-action', 'a trust policy without an action', ({ staging }) => staging.remove(ROLE, 'AssumeRolePolicyDocument/Statement/0/Action')],
  [
    'iam.trust-action',
    'an sts action that assumes no role',
    ({ staging }) => staging.replace(ROLE, 'sts:AssumeRole', 'sts:GetCallerIdentity'),
  ],
  ['iam.principal', 'a trust policy without a principal', ({ staging }) => staging.set(ROLE, 'AssumeRolePolicyDocument/Statement/0/Principal', {})],
  [
    'iam.principal',
    'a topic policy for a service that does not exist',
    ({ pipeline }) =>
      pipeline.push(TOPIC_POLICY, 'PolicyDocument/Statement', {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch' },
        Resource: '*',
      }),
  ],
  ['iam.resource-statement', 'a statement without an effect', ({ pipeline }) => pipeline.remove(TOPIC_POLICY, `${STATEMENT}/Effect`)],
  ['iam.resource-statement', 'a statement without an action', ({ pipeline }) => pipeline.remove(BUCKET_POLICY, `${STATEMENT}/Action`),
    ['s3.tls']],
  ['iam.resource-statement', 'a statement without a resource', ({ pipeline }) => pipeline.remove(BUCKET_POLICY, `${STATEMENT}/Resource`)],
  ['iam.resource-statement', 'a statement without a principal', ({ pipeline }) => pipeline.remove(BUCKET_POLICY, `${STATEMENT}/Principal`),
    ['s3.tls']],
  ['iam.resource-statement', 'an action without a service', ({ pipeline }) => pipeline.set(TOPIC_POLICY, `${STATEMENT}/Action`, 'Publish')],
  ['iam.deny-everything', 'a Deny statement without its condition', ({ pipeline }) => pipeline.remove(BUCKET_POLICY, `${STATEMENT}/Condition`),
    ['s3.tls']],
  [
    'iam.deny-everything',
    'a Deny statement whose condition tests nothing',
    ({ pipeline }) => pipeline.set(TOPIC_POLICY, `${STATEMENT}/Condition`, { Bool: {} }),
  ],
  [
    'iam.confused-deputy',
    'alarms of every account',
    ({ pipeline }) =>
      pipeline.push(TOPIC_POLICY, 'PolicyDocument/Statement', {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: '*',
      }),
  ],
  ['iam.policy-of-elsewhere', 'a topic policy without a topic', ({ pipeline }) => pipeline.set(TOPIC_POLICY, 'Topics', [])],
  [
    'iam.policy-of-elsewhere',
    'a topic policy for a bucket',
    ({ pipeline }) => pipeline.set(TOPIC_POLICY, 'Topics', [{ Ref: pipeline.id(BUCKET) }]),
  ],
  ['CloudFormation-Validate::F3034', 'sessions of a minute', ({ staging }) => staging.set(ROLE, 'MaxSessionDuration', 60)],
  [
    'iam.condition',
    'an operator that does not exist',
    ({ pipeline }) => pipeline.set(BUCKET_POLICY, `${STATEMENT}/Condition`, { Boolean: { 'aws:SecureTransport': 'false' } }),
    ['s3.tls'],
  ],

  [
    'iam.action-resource',
    'a deployment of another application',
    ({ pipeline }) => {
      const role = roleOfAction(pipeline.get(PIPELINE, action('staging', 'Deploy', 'RoleArn')));
      pipeline.set(PIPELINE, action('staging', 'Deploy', 'Configuration/ApplicationName'), 'Other');
      return role;
    },
    ['environment.deployment-group'],
  ],
  [
    'iam.action-resource',
    'a change set of another stack',
    ({ pipeline }) => {
      pipeline.set(PIPELINE, action('staging', 'PrepareChangeSet', 'Configuration/StackName'), 'Other');
      return roleOfAction(pipeline.get(PIPELINE, action('staging', 'PrepareChangeSet', 'RoleArn')));
    },
    ['action.change-set-order', 'action.stack-name'],
  ],
  [
    'iam.action-resource',
    'another connection',
    ({ pipeline }) => {
      pipeline.set(
        PIPELINE,
        'Stages/0/Actions/0/Configuration/ConnectionArn',
        'arn:aws:codeconnections:eu-central-1:111122223333:connection/00000000-0000-0000-0000-000000000000',
      );
      return roleOfAction(pipeline.get(PIPELINE, 'Stages/0/Actions/0/RoleArn'));
    },
  ],

  [
    'iam.service-resource',
    'a build that writes to the log of another',
    ({ pipeline }) => {
      pipeline.set(PROJECT, 'LogsConfig/CloudWatchLogs/GroupName', { Ref: pipeline.id('AWS::Logs::LogGroup#Notifications') });
      return pipeline.id(`${ROLE}#BuildProject`);
    },
  ],
  [
    'iam.service-resource',
    'a function with the role of another',
    ({ pipeline }) => {
      const other = pipeline.id(`${ROLE}#EventsMeasures`);
      pipeline.set('AWS::Lambda::Function#Notifications', 'Role', { 'Fn::GetAtt': [other, 'Arn'] });
      return other;
    },
  ],
  [
    'iam.one-policy',
    'two policies of a topic',
    ({ pipeline }) =>
      pipeline.add('ZSecond', TOPIC_POLICY, {
        Topics: pipeline.get(TOPIC_POLICY, 'Topics') ?? [],
        PolicyDocument: pipeline.get(TOPIC_POLICY, 'PolicyDocument') ?? {},
      }),
  ],
  [
    'iam.policy-resource',
    'the objects of another bucket',
    ({ pipeline }) => {
      const own = artifactBucket(pipeline);
      const policy = pipeline.id(`${BUCKET_POLICY}#Artifacts`);
      pipeline.replace(policy, `["${own}","Arn"]`, `["${pipeline.id(`${BUCKET}#AccessLogs`)}","Arn"]`);
      return policy;
    },
    ['iam.policy-resource'],
  ],
  [
    'template.reference-type',
    'a NAT gateway in a VPC',
    ({ staging }) => staging.set('AWS::EC2::NatGateway', 'SubnetId', { Ref: staging.id('AWS::EC2::VPC') }),
  ],
  [
    'template.reference-type',
    'access logs to a topic',
    ({ pipeline }) =>
      pipeline.set(artifactBucket(pipeline), 'LoggingConfiguration/DestinationBucketName', { Ref: pipeline.id('AWS::SNS::Topic') }),
  ],
  [
    'template.reference-type',
    'a load balancer in a route table',
    ({ staging }) => staging.set('AWS::ElasticLoadBalancingV2::LoadBalancer', 'Subnets/0', { Ref: staging.id('AWS::EC2::RouteTable') }),
  ],
  [
    'network.nat-zone',
    'a subnet that uses the NAT gateway of another zone',
    ({ production }) => production.set('AWS::EC2::Route#PrivateSubnet1', 'NatGatewayId', { Ref: production.id('AWS::EC2::NatGateway#Subnet2') }),
  ],
  [
    'codedeploy.alarms',
    'an alarm twice',
    ({ staging }) => staging.push(GROUP, 'AlarmConfiguration/Alarms', staging.get(GROUP, 'AlarmConfiguration/Alarms/0') ?? {}),
  ],

  ['s3.versioning', 'artifacts without versions', ({ pipeline }) => pipeline.remove(artifactBucket(pipeline), 'VersioningConfiguration')],
  ['s3.lifecycle', 'objects that are kept forever', ({ pipeline }) => pipeline.remove(BUCKET, 'LifecycleConfiguration')],
  [
    'CloudFormation-Validate::W3030',
    'a rule with a status that does not exist',
    ({ pipeline }) => pipeline.set(BUCKET, 'LifecycleConfiguration/Rules/0/Status', 'On'),
  ],
  [
    's3.lifecycle',
    'objects that expire before they are written',
    ({ pipeline }) => pipeline.set(BUCKET, 'LifecycleConfiguration/Rules/0/ExpirationInDays', 0),
  ],
  [
    's3.ownership',
    'access control lists',
    ({ pipeline }) => pipeline.set(BUCKET, 'OwnershipControls', { Rules: [{ ObjectOwnership: 'ObjectWriter' }] }),
  ],
  ['s3.ownership', 'no ownership rule', ({ pipeline }) => pipeline.set(BUCKET, 'OwnershipControls', { Rules: [] })],

  ['CloudFormation-Validate::F3014', 'a VPC without addresses', ({ staging }) => staging.remove('AWS::EC2::VPC', 'CidrBlock')],
  ['CloudFormation-Validate::F3058', 'a subnet without addresses', ({ staging }) => staging.remove(SUBNET, 'CidrBlock')],
  ['CloudFormation-Validate::W3030', 'a tenancy that does not exist', ({ staging }) => staging.set('AWS::EC2::VPC', 'InstanceTenancy', 'shared')],
  ['network.availability-zone', 'a subnet without an Availability Zone', ({ staging }) => staging.remove(SUBNET, 'AvailabilityZone')],
  ['network.nat-subnet', 'a NAT gateway without a subnet', ({ staging }) => staging.remove('AWS::EC2::NatGateway', 'SubnetId')],
  ['network.security-group-vpc', 'a security group of the default VPC', ({ staging }) => staging.remove('AWS::EC2::SecurityGroup', 'VpcId')],
  [
    'network.endpoint-routes',
    'a private subnet that reaches S3 through NAT',
    ({ staging }) => staging.set(ENDPOINT, 'RouteTableIds', [{ Ref: staging.id('AWS::EC2::RouteTable#Public') }]),
    ['network.endpoint-routes'],
  ],
  ['network.endpoint-routes', 'a type of endpoint that does not exist', ({ staging }) => staging.set(ENDPOINT, 'VpcEndpointType', 'Tunnel')],
  ['network.service-endpoint', 'an endpoint without a service', ({ staging }) => staging.remove(ENDPOINT, 'ServiceName')],
  ['network.elastic-ip', 'an EC2-Classic address', ({ staging }) => staging.set('AWS::EC2::EIP', 'Domain', 'standard')],
  ['network.flow-log', 'a flow log to nowhere', ({ production }) => production.remove(FLOW_LOG, 'LogGroupName')],
  ['network.flow-log', 'a flow log of a bucket to nowhere', ({ production }) => production.set(FLOW_LOG, 'LogDestinationType', 's3')],
  ['network.flow-log', 'a flow log of a subnet that is a VPC', ({ production }) => production.set(FLOW_LOG, 'ResourceType', 'Subnet')],
  ['network.flow-log', 'a flow log without a traffic type', ({ production }) => production.remove(FLOW_LOG, 'TrafficType')],
  ['network.flow-log', 'an interval of five minutes', ({ production }) => production.set(FLOW_LOG, 'MaxAggregationInterval', 300)],

  [
    'CloudFormation-Validate::W3030',
    'a metadata service that is neither on nor off',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpEndpoint', 'on'),
  ],
  [
    'launch-template.metadata-service',
    'a hop limit of 0',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpPutResponseHopLimit', 0),
  ],
  [
    'launch-template.volume',
    'a volume without a device',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/DeviceName'),
  ],
  [
    'launch-template.volume',
    'a volume mapping without settings',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs'),
  ],
  [
    'launch-template.instance-profile',
    'a profile that is not an instance profile',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/IamInstanceProfile', {}),
  ],
  ['pipeline.type', 'conditions in a pipeline without a type', ({ pipeline }) => pipeline.remove(PIPELINE, 'PipelineType')],
  [
    'codebuild.image',
    'an image that CodeBuild does not have',
    ({ pipeline }) => pipeline.set(PROJECT, 'Environment/Image', 'aws/codebuild/amazonlinux-x86_64:7'),
  ],
  ['codebuild.image', 'credentials that do not exist', ({ pipeline }) => pipeline.set(PROJECT, 'Environment/ImagePullCredentialsType', 'NONE')],
  ['codebuild.logs', 'a log that is neither on nor off', ({ pipeline }) => pipeline.set(PROJECT, 'LogsConfig/CloudWatchLogs/Status', 'ON')],
  [
    'codedeploy.target-group',
    'a target group without a name',
    ({ staging }) => staging.set(GROUP, 'LoadBalancerInfo/TargetGroupInfoList/0', {}),
  ],
  ['elb.listener', 'a listener without a protocol', ({ staging }) => staging.remove(LISTENER, 'Protocol') && staging.id(LISTENER)],
  [
    'autoscaling.policy',
    'a step policy with a target',
    ({ production }) => production.set('AWS::AutoScaling::ScalingPolicy', 'PolicyType', 'StepScaling'),
  ],
  [
    'autoscaling.policy',
    'a target without a metric',
    ({ production }) => production.remove('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/PredefinedMetricSpecification'),
  ],
];

function roleOfAction(arn: unknown): string {
  return (arn as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
}
