import type { ResourceChange } from '../model/run-state';

/**
 * Properties whose change replaces the resource, from the CloudFormation reference, for the types that
 * GoStyleWebPipeline makes. `?` after a name: it depends on the value.
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::AutoScaling::AutoScalingGroup': ['AutoScalingGroupName', 'InstanceId', 'AvailabilityZones?', 'VPCZoneIdentifier?'],
  'AWS::AutoScaling::LifecycleHook': ['AutoScalingGroupName', 'LifecycleHookName'],
  'AWS::AutoScaling::ScalingPolicy': ['AutoScalingGroupName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::CodeBuild::Project': ['Name'],
  'AWS::CodeDeploy::Application': ['ApplicationName', 'ComputePlatform'],
  'AWS::CodeDeploy::DeploymentConfig': ['ComputePlatform', 'DeploymentConfigName', 'MinimumHealthyHosts', 'TrafficRoutingConfig', 'ZonalConfig'],
  'AWS::CodeDeploy::DeploymentGroup': ['ApplicationName', 'DeploymentGroupName'],
  'AWS::CodePipeline::Pipeline': ['Name'],
  'AWS::EC2::EIP': ['Domain', 'NetworkBorderGroup', 'TransferAddress'],
  'AWS::EC2::FlowLog': [
    'DeliverCrossAccountRole', 'DeliverLogsPermissionArn', 'DestinationOptions', 'LogDestination', 'LogDestinationType', 'LogFormat', 'LogGroupName',
    'MaxAggregationInterval', 'ResourceId', 'ResourceType', 'TrafficType',
  ],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateName'],
  'AWS::EC2::NatGateway': ['AllocationId', 'ConnectivityType', 'PrivateIpAddress', 'SubnetId'],
  'AWS::EC2::Route': ['CarrierGatewayId', 'DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId', 'RouteTableId'],
  'AWS::EC2::RouteTable': ['VpcId'],
  'AWS::EC2::SecurityGroup': ['GroupDescription', 'GroupName', 'VpcId'],
  'AWS::EC2::SecurityGroupEgress': ['CidrIp', 'CidrIpv6', 'DestinationPrefixListId', 'DestinationSecurityGroupId', 'FromPort', 'GroupId', 'IpProtocol', 'ToPort'],
  'AWS::EC2::SecurityGroupIngress': ['CidrIp', 'CidrIpv6', 'FromPort', 'GroupId', 'GroupName', 'IpProtocol', 'SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName', 'SourceSecurityGroupOwnerId', 'ToPort'],
  'AWS::EC2::Subnet': ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'Ipv4IpamPoolId', 'Ipv6Native', 'OutpostArn', 'VpcId', 'Ipv6CidrBlock?'],
  'AWS::EC2::SubnetRouteTableAssociation': ['SubnetId'],
  'AWS::EC2::VPC': ['CidrBlock', 'InstanceTenancy?', 'Ipv4IpamPoolId', 'Ipv4NetmaskLength'],
  'AWS::EC2::VPCEndpoint': ['ServiceName', 'VpcEndpointType', 'VpcId'],
  'AWS::EC2::VPCGatewayAttachment': ['VpcId'],
  'AWS::ElasticLoadBalancingV2::Listener': ['LoadBalancerArn'],
  'AWS::ElasticLoadBalancingV2::ListenerCertificate': ['Certificates', 'ListenerArn'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['Name', 'Scheme', 'Type', 'SubnetMappings?', 'Subnets?'],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['IpAddressType', 'Name', 'Port', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId'],
  'AWS::Events::Rule': ['EventBusName', 'Name'],
  'AWS::IAM::InstanceProfile': ['InstanceProfileName', 'Path'],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path'],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::KMS::Key': ['KeySpec?', 'KeyUsage?', 'MultiRegion?'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::MetricFilter': ['FilterName', 'LogGroupName'],
  'AWS::Route53::RecordSet': ['HostedZoneId', 'HostedZoneName', 'Name'],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled?'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::SSM::Parameter': ['Name'],
};

/** What a change of these properties does to the resource. A type that is not in the table may be replaced. */
export function replacementOf(type: string, properties: readonly string[]): ResourceChange['replacement'] {
  if (properties.length === 0) return 'False';
  if (!Object.hasOwn(REPLACING, type)) return 'Conditional';
  const replacing = REPLACING[type];
  if (properties.some((property) => replacing.includes(property))) return 'True';
  return properties.some((property) => replacing.includes(`${property}?`)) ? 'Conditional' : 'False';
}
