import { BALANCER, FLEET, LAUNCH_TEMPLATE, TARGETS, type Mutation } from './mutation';

const VPC = 'AWS::EC2::VPC';
const SUBNET = 'AWS::EC2::Subnet';
const PRIVATE = `${SUBNET}#Private`;

/** Load balancers, fleets and launch templates. */
export const CAPACITY_MUTATIONS: readonly Mutation[] = [
  [
    'elb.idle-timeout',
    'no deregistration delay',
    ({ staging }) => staging.set(TARGETS, 'TargetGroupAttributes/Key=deregistration_delay.timeout_seconds/Value', '0'),
  ],
  [
    'elb.idle-timeout',
    'an idle time-out of an hour',
    ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=idle_timeout.timeout_seconds/Value', '3600'),
  ],
  ['elb.health-check-path', 'a health check path without a slash', ({ staging }) => staging.set(TARGETS, 'HealthCheckPath', 'health'),
    ['environment.application']],
  ['elb.health-check-timing', 'a time-out above the interval', ({ staging }) => staging.set(TARGETS, 'HealthCheckTimeoutSeconds', 30)],
  ['elb.health-check-timing', 'an interval of a second', ({ staging }) => staging.set(TARGETS, 'HealthCheckIntervalSeconds', 1),
    ['elb.health-check-timing']],
  ['elb.health-check-timing', 'a threshold of one', ({ staging }) => staging.set(TARGETS, 'HealthyThresholdCount', 1)],
  ['elb.health-check-matcher', 'a matcher that is not a status code', ({ staging }) => staging.set(TARGETS, 'Matcher/HttpCode', '2xx')],
  ['elb.health-check-matcher', 'a matcher that accepts errors', ({ staging }) => staging.set(TARGETS, 'Matcher/HttpCode', '200-499')],
  ['elb.health-check-target', 'a health check over HTTPS', ({ staging }) => staging.set(TARGETS, 'HealthCheckProtocol', 'HTTPS')],
  ['elb.health-check-target', 'a health check over TCP', ({ staging }) => staging.set(TARGETS, 'HealthCheckProtocol', 'TCP')],
  ['elb.health-check-target', 'a health check port that is not a port', ({ staging }) => staging.set(TARGETS, 'HealthCheckPort', 'health')],
  ['elb.health-check-target', 'health checks turned off', ({ staging }) => staging.set(TARGETS, 'HealthCheckEnabled', false)],
  ['elb.target', 'targets by address', ({ staging }) => staging.set(TARGETS, 'TargetType', 'ip')],
  ['elb.target', 'a target group for TCP', ({ staging }) => staging.set(TARGETS, 'Protocol', 'TCP')],
  ['elb.target', 'a target group without a port', ({ staging }) => staging.remove(TARGETS, 'Port')],
  ['elb.target', 'a name that is too long', ({ staging }) => staging.set(TARGETS, 'Name', 'a'.repeat(33))],
  [
    'elb.targets-vpc',
    'a target group in another VPC of the template',
    ({ staging }) => staging.add('Other', VPC, { CidrBlock: '10.1.0.0/16' }) && staging.set(TARGETS, 'VpcId', { Ref: 'Other' }),
  ],

  ['autoscaling.size', 'a maximum below the minimum', ({ staging }) => staging.set(FLEET, 'MaxSize', '1'),
    ['codedeploy.capacity']],
  ['autoscaling.size', 'no maximum', ({ staging }) => staging.remove(FLEET, 'MaxSize')],
  ['autoscaling.size', 'a desired capacity above the maximum', ({ staging }) => staging.set(FLEET, 'DesiredCapacity', '50'),
    ['autoscaling.desired-capacity']],
  ['autoscaling.desired-capacity', 'a desired capacity', ({ staging }) => staging.set(FLEET, 'DesiredCapacity', '2')],
  [
    'autoscaling.launch-template',
    'a launch configuration',
    ({ staging }) => staging.remove(FLEET, 'LaunchTemplate') && staging.set(FLEET, 'LaunchConfigurationName', 'lc'),
  ],
  ['autoscaling.launch-template', 'nothing to launch', ({ staging }) => staging.remove(FLEET, 'LaunchTemplate')],
  ['autoscaling.launch-template', 'a version that never changes', ({ staging }) => staging.set(FLEET, 'LaunchTemplate/Version', '$Latest')],
  [
    'autoscaling.launch-template',
    'a target group in place of a launch template',
    ({ staging }) => staging.set(FLEET, 'LaunchTemplate/LaunchTemplateId', { Ref: staging.id(TARGETS) }),
  ],
  ['autoscaling.health-check', 'a fleet that ignores the load balancer', ({ staging }) => staging.set(FLEET, 'HealthCheckType', 'EC2')],
  ['autoscaling.health-check', 'no grace period for new instances', ({ staging }) => staging.remove(FLEET, 'HealthCheckGracePeriod')],
  [
    'autoscaling.target-group',
    'a load balancer in place of a target group',
    ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', [{ Ref: staging.id(BALANCER) }]),
    ['codedeploy.target-group'],
  ],
  ['autoscaling.subnets', 'a fleet in a single subnet', ({ staging }) => staging.remove(FLEET, 'VPCZoneIdentifier/1')],
  [
    'autoscaling.subnets',
    'a subnet twice',
    ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/1', staging.get(FLEET, 'VPCZoneIdentifier/0') ?? ''),
    ['autoscaling.subnets'],
  ],
  [
    'autoscaling.subnets',
    'two subnets of one zone',
    ({ staging }) =>
      staging.set(`${PRIVATE}Subnet2`, 'AvailabilityZone', staging.get(`${PRIVATE}Subnet1`, 'AvailabilityZone') ?? '') && staging.id(FLEET),
  ],
  ['autoscaling.subnets', 'no subnet to launch in', ({ staging }) => staging.remove(FLEET, 'VPCZoneIdentifier')],
  ['autoscaling.value', 'a termination policy that does not exist', ({ staging }) => staging.set(FLEET, 'TerminationPolicies', ['OldestFirst'])],
  [
    'autoscaling.value',
    'metrics of five minutes',
    ({ staging }) => staging.set(FLEET, 'MetricsCollection', [{ Granularity: '5Minute' }]),
  ],
  [
    'autoscaling.update-policy',
    'a refresh of more than 100 %',
    ({ staging }) => staging.set(FLEET, 'UpdatePolicy/AutoScalingInstanceRefresh/Preferences/MinHealthyPercentage', 110),
  ],
  [
    'autoscaling.update-policy',
    'a rolling update that cannot replace',
    ({ staging }) => staging.set(FLEET, 'UpdatePolicy/AutoScalingRollingUpdate', { MinInstancesInService: 50 }),
  ],
  ['CloudFormation-Validate::F3002', 'a fleet that launches nothing', ({ staging }) => staging.set(FLEET, 'SuspendedProcesses', ['Launch'])],
  [
    'CloudFormation-Validate::W3030',
    'a transition that does not exist',
    ({ staging }) =>
      staging.add('Hook', 'AWS::AutoScaling::LifecycleHook', {
        AutoScalingGroupName: { Ref: staging.id(FLEET) },
        LifecycleTransition: 'EC2_INSTANCE_LAUNCHING',
      }),
  ],
  [
    'autoscaling.policy',
    'a target of 600 percent',
    ({ staging }) => staging.set('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/TargetValue', 600),
  ],
  [
    'autoscaling.policy',
    'a policy without a target',
    ({ staging }) => staging.remove('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration'),
  ],
  [
    'autoscaling.policy',
    'a scaling policy of a subnet',
    ({ staging }) => staging.set('AWS::AutoScaling::ScalingPolicy', 'AutoScalingGroupName', { Ref: staging.id(SUBNET) }),
  ],
  [
    'CloudFormation-Validate::W3030',
    'a metric that does not exist',
    ({ staging }) =>
      staging.set('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/PredefinedMetricSpecification/PredefinedMetricType', 'CPU'),
  ],

  [
    'launch-template.metadata-service',
    'IMDSv1',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpTokens', 'optional'),
  ],
  [
    'launch-template.metadata-service',
    'no metadata options',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions'),
  ],
  [
    'launch-template.metadata-service',
    'no metadata service',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpEndpoint', 'disabled'),
  ],
  [
    'launch-template.metadata-service',
    'a hop limit of 64',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpPutResponseHopLimit', 64),
  ],
  [
    'launch-template.public-ip',
    'a public address',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/NetworkInterfaces/0/AssociatePublicIpAddress', true),
  ],
  [
    'launch-template.volume',
    'a volume that is not encrypted',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted', false),
  ],
  [
    'launch-template.volume',
    'a volume whose encryption is not set',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted'),
  ],
  [
    'launch-template.volume',
    'no volume mapping',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings'),
  ],
  [
    'launch-template.volume',
    'a volume that outlives its instance',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/DeleteOnTermination', false),
  ],
  [
    'launch-template.volume',
    'a volume smaller than the image',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/VolumeSize', 4),
  ],
  [
    'launch-template.instance-profile',
    'no instance profile',
    ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/IamInstanceProfile'),
  ],
  [
    'launch-template.instance-profile',
    'a role in place of an instance profile',
    ({ staging }) =>
      staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/IamInstanceProfile', { Arn: { 'Fn::GetAtt': [staging.id('AWS::IAM::Role'), 'Arn'] } }),
  ],
  ['launch-template.image', 'no image', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/ImageId')],
  [
    'launch-template.image',
    'an image that is not an AMI',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/ImageId', 'amazon-linux'),
  ],
  [
    'launch-template.image',
    'a Graviton instance with an image for x86',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/InstanceType', 't4g.small'),
  ],
  [
    'launch-template.instance-type',
    'an instance type that does not exist',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/InstanceType', 't3.tiny'),
  ],
  [
    'launch-template.security-group',
    'the default security group',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/NetworkInterfaces', []),
  ],
  [
    'launch-template.security-group',
    'security groups beside network interfaces',
    ({ staging }) => staging.set(
      LAUNCH_TEMPLATE, 'LaunchTemplateData/SecurityGroupIds', staging.get(LAUNCH_TEMPLATE, 'LaunchTemplateData/NetworkInterfaces/0/Groups') ?? [],
    ),
  ],
  [
    'launch-template.user-data',
    'user data that is not base64',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', '#!/bin/bash'),
  ],
  [
    'launch-template.user-data',
    'user data without #!',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': 'dnf install -y ruby' }),
  ],
  [
    'launch-template.user-data',
    'user data with Windows line endings',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': '#!/bin/bash\r\ntrue\r\n' }),
  ],
  [
    'launch-template.user-data',
    'user data that is too long',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': `#!/bin/bash\n${'#'.repeat(17_000)}` }),
  ],
  ['launch-template.key', 'a key to log in with', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/KeyName', 'me')],
  [
    'launch-template.gostyle-metadata',
    'metadata of another version',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'Metadata/gostyle:instance/version', 2),
  ],
  [
    'launch-template.gostyle-metadata',
    'a relative environment file',
    ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'Metadata/gostyle:instance/environmentFile', 'environment'),
  ],
];


