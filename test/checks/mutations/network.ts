import { BALANCER, FLEET, LAUNCH_TEMPLATE, LISTENER, TARGETS, type Mutation } from './mutation';

const VPC = 'AWS::EC2::VPC';
const SUBNET = 'AWS::EC2::Subnet';
const ROUTE = 'AWS::EC2::Route';
const NAT = 'AWS::EC2::NatGateway';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const PRIVATE = `${SUBNET}#Private`;
const PUBLIC = `${SUBNET}#Public`;

/** Network, security groups and load balancing. */
export const NETWORK_MUTATIONS: readonly Mutation[] = [
  ['network.public-instances', 'instances in public subnets', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', { Ref: staging.id(PUBLIC) })],
  ['network.nat-route', 'a private subnet without a default route', ({ staging }) => staging.drop(`${ROUTE}#Private`) && staging.id(PRIVATE)],
  ['network.nat-route', 'a default route to one address only', ({ staging }) => staging.set(`${ROUTE}#Private`, 'DestinationCidrBlock', '10.1.0.0/16') && staging.id(PRIVATE)],
  ['network.route-table', 'a subnet without a route table', ({ staging }) => staging.drop('AWS::EC2::SubnetRouteTableAssociation#Private') && staging.id(PRIVATE)],
  ['network.nat-gateway', 'a NAT gateway in a private subnet', ({ staging }) => staging.set(NAT, 'SubnetId', { Ref: staging.id(PRIVATE) })],
  ['network.nat-gateway', 'a NAT gateway without an address', ({ staging }) => staging.remove(NAT, 'AllocationId')],
  ['network.nat-gateway', 'a NAT gateway with a subnet for an address', ({ staging }) => staging.set(NAT, 'AllocationId', { Ref: staging.id(SUBNET) })],
  ['network.nat-gateway', 'two NAT gateways with one address', ({ production }) =>
    production.set(`${NAT}#Subnet2`, 'AllocationId', { 'Fn::GetAtt': [production.id('AWS::EC2::EIP'), 'AllocationId'] })],
  ['network.route', 'a route without a target', ({ staging }) => staging.remove(`${ROUTE}#Private`, 'NatGatewayId')],
  ['network.route', 'a route with two targets', ({ staging }) => staging.set(`${ROUTE}#Private`, 'GatewayId', { Ref: staging.id('AWS::EC2::InternetGateway') })],
  ['network.route', 'a route to a subnet', ({ staging }) => staging.set(`${ROUTE}#Private`, 'NatGatewayId', { Ref: staging.id(SUBNET) })],
  ['network.route', 'two routes to one destination', ({ staging }) =>
    staging.add('ZRoute', ROUTE, { RouteTableId: staging.get(`${ROUTE}#Private`, 'RouteTableId'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: { Ref: staging.id(NAT) } })],
  ['network.gateway-attachment', 'an internet gateway that is not attached', ({ staging }) => staging.drop('AWS::EC2::VPCGatewayAttachment') && staging.id('AWS::EC2::InternetGateway')],
  ['network.vpc-dns', 'a VPC without names', ({ staging }) => staging.set(VPC, 'EnableDnsSupport', false)],
  ['network.public-ip-on-launch', 'a subnet that gives public addresses', ({ staging }) => staging.set(PUBLIC, 'MapPublicIpOnLaunch', true)],
  ['network.address-blocks', 'two subnets that overlap', ({ staging }) => staging.set(`${PRIVATE}Subnet2`, 'CidrBlock', staging.get(`${PRIVATE}Subnet1`, 'CidrBlock') ?? '')],
  ['network.address-blocks', 'a subnet outside of its VPC', ({ staging }) => staging.set(PRIVATE, 'CidrBlock', '192.168.0.0/24')],
  ['network.address-blocks', 'a block with host bits', ({ staging }) => staging.set(PRIVATE, 'CidrBlock', '10.0.4.1/22')],
  ['network.address-blocks', 'a VPC that is too large', ({ staging }) => staging.set(VPC, 'CidrBlock', '10.0.0.0/8')],
  ['network.endpoint', 'a gateway endpoint of Session Manager', ({ staging }) => staging.set('AWS::EC2::VPCEndpoint', 'ServiceName', 'com.amazonaws.eu-west-1.ssm')],
  ['network.endpoint', 'a gateway endpoint without route tables', ({ staging }) => staging.set('AWS::EC2::VPCEndpoint', 'RouteTableIds', [])],
  ['network.one-vpc', 'a target group in another VPC', ({ staging }) => staging.set(TARGETS, 'VpcId', 'vpc-0123456789abcdef0')],
  ['network.one-vpc', 'a security group in a subnet', ({ staging }) => staging.set(SECURITY_GROUP, 'VpcId', { Ref: staging.id(SUBNET) })],

  ['security-group.world', 'SSH from everywhere', ({ staging }) => staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' })],
  ['security-group.world', 'everything from everywhere', ({ staging }) => staging.push(`${SECURITY_GROUP}#LoadBalancer`, 'SecurityGroupIngress', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' })],
  ['security-group.world', 'the application from everywhere', ({ staging }) => staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 3000, ToPort: 3000, CidrIp: '0.0.0.0/0' })],
  ['security-group.world', 'the application from everywhere over IPv6', ({ staging }) => staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 3000, ToPort: 3000, CidrIpv6: '::/0' })],
  ['security-group.rule', 'a range that goes backwards', ({ staging }) => staging.set(INGRESS, 'FromPort', 60_000)],
  ['security-group.rule', 'a protocol that does not exist', ({ staging }) => staging.set(INGRESS, 'IpProtocol', 'http')],
  ['security-group.rule', 'a rule without a port', ({ staging }) => staging.remove(INGRESS, 'ToPort')],
  ['security-group.rule', 'a rule without a peer', ({ staging }) => staging.remove(INGRESS, 'SourceSecurityGroupId')],
  ['security-group.target-port', 'a target group port that the security group does not let in', ({ staging }) => staging.set(TARGETS, 'Port', 3001)],
  ['security-group.target-port', 'a security group that lets another port in', ({ staging }) => {
    staging.set(INGRESS, 'FromPort', 8080);
    staging.set(INGRESS, 'ToPort', 8080);
    return staging.id(`${SECURITY_GROUP}#Fleet`);
  }],
  ['security-group.target-port', 'a fleet that nobody may reach', ({ staging }) => staging.drop(INGRESS) && staging.id(TARGETS)],
  ['security-group.target-port', 'a health check port that is not let in', ({ staging }) => staging.set(TARGETS, 'HealthCheckPort', '9000')],
  ['security-group.target-port', 'a load balancer that may not reach the fleet', ({ staging }) => {
    staging.replace('AWS::EC2::SecurityGroupEgress', '3000', '3001');
    return staging.id(`${SECURITY_GROUP}#LoadBalancer`);
  }],
  ['security-group.listener-port', 'a listener that nobody may reach', ({ staging }) => staging.set(LISTENER, 'Port', 8080)],
  ['security-group.instance-egress', 'instances that reach nothing', ({ staging }) =>
    staging.set(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupEgress', [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }])],

  ['elb.subnets', 'a load balancer in one subnet', ({ staging }) => staging.remove(BALANCER, 'Subnets/1')],
  ['elb.subnets', 'a load balancer in two subnets of one zone', ({ staging }) =>
    staging.set(`${PUBLIC}Subnet2`, 'AvailabilityZone', staging.get(`${PUBLIC}Subnet1`, 'AvailabilityZone') ?? '') && staging.id(BALANCER)],
  ['elb.subnets', 'a public load balancer in private subnets', ({ staging }) => staging.set(BALANCER, 'Subnets/0', { Ref: staging.id(PRIVATE) })],
  ['elb.scheme', 'a scheme that does not exist', ({ staging }) => staging.set(BALANCER, 'Scheme', 'public')],
  ['elb.scheme', 'no security group', ({ staging }) => staging.remove(BALANCER, 'SecurityGroups')],
  ['elb.listener', 'no default action', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [])],
  ['elb.listener', 'a listener of a target group', ({ staging }) => staging.set(LISTENER, 'LoadBalancerArn', { Ref: staging.id(TARGETS) })],
  ['elb.listener', 'port 0', ({ staging }) => staging.set(LISTENER, 'Port', 0)],
  ['elb.listener', 'TCP on an application load balancer', ({ staging }) => staging.set(LISTENER, 'Protocol', 'TCP')],
  ['elb.certificate', 'HTTPS without a certificate', ({ staging }) => staging.set(LISTENER, 'Protocol', 'HTTPS')],
  ['elb.certificate', 'HTTP with a certificate', ({ staging }) => staging.set(LISTENER, 'Certificates', [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }])],
  ['elb.certificate', 'an old TLS policy', ({ production }) => production.set(`${LISTENER}#${secure(production)}`, 'SslPolicy', 'ELBSecurityPolicy-2016-08')],
  ['elb.redirect', 'HTTP that does not redirect', ({ production }) =>
    production.set(`${LISTENER}#${plain(production)}`, 'DefaultActions', [{ Type: 'forward', TargetGroupArn: { Ref: production.id(TARGETS) } }])],
  ['elb.redirect', 'a redirect to itself', ({ production }) => production.set(`${LISTENER}#${plain(production)}`, 'DefaultActions/0/RedirectConfig/Protocol', 'HTTP')],
  ['elb.action', 'an action that does not exist', ({ staging }) => staging.set(LISTENER, 'DefaultActions/0/Type', 'proxy')],
  ['elb.action', 'forward to nothing', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward' }])],
  ['elb.action', 'forward to a fleet', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward', TargetGroupArn: { Ref: staging.id(FLEET) } }])],
  ['elb.action', 'redirect with a status of 200', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_200' } }])],
  ['elb.action', 'a fixed response of 302', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }])],
  ['elb.listener-port', 'two listeners on one port', ({ staging }) =>
    staging.add('ZListener', LISTENER, { LoadBalancerArn: staging.get(LISTENER, 'LoadBalancerArn'), Port: 80, Protocol: 'HTTP', DefaultActions: staging.get(LISTENER, 'DefaultActions') })],
  ['elb.unused-target-group', 'a default action to another target group', ({ staging }) => {
    staging.add('Other', TARGETS, { Port: 3000, Protocol: 'HTTP', VpcId: staging.get(TARGETS, 'VpcId') });
    staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward', TargetGroupArn: { Ref: 'Other' } }]);
    return 'Other';
  }],
  ['elb.unused-target-group', 'a target group that no listener forwards to', ({ staging }) =>
    staging.set(LISTENER, 'DefaultActions', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]) && staging.id(TARGETS)],
  ['elb.fleet-not-served', 'a fleet in no target group', ({ staging }) => staging.remove(FLEET, 'TargetGroupARNs')],
  ['elb.attribute', 'an attribute that does not exist', ({ staging }) => staging.push(BALANCER, 'LoadBalancerAttributes', { Key: 'idle_timeout.seconds', Value: '60' })],
  ['elb.attribute', 'an attribute twice', ({ staging }) => staging.push(BALANCER, 'LoadBalancerAttributes', { Key: 'idle_timeout.timeout_seconds', Value: '61' })],
  ['elb.attribute', 'a value out of range', ({ staging }) => staging.set(TARGETS, 'TargetGroupAttributes/Key=deregistration_delay.timeout_seconds/Value', '3601')],
  ['elb.attribute', 'a value that is none', ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=routing.http2.enabled/Value', 'yes')],
  ['elb.slow-start', 'a slow start of ten seconds', ({ staging }) => staging.push(TARGETS, 'TargetGroupAttributes', { Key: 'slow_start.duration_seconds', Value: '10' })],
  ['elb.invalid-headers', 'invalid headers kept', ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=routing.http.drop_invalid_header_fields.enabled/Value', 'false')],
  ['elb.access-logs', 'access logs without a bucket', ({ production }) => production.remove(BALANCER, 'LoadBalancerAttributes/Key=access_logs.s3.bucket')],
  ['elb.access-logs', 'access logs in a bucket with a key', ({ production }) => production.replace('AWS::S3::Bucket', 'AES256', 'aws:kms')],
  ['elb.idle-timeout', 'no deregistration delay', ({ staging }) => staging.set(TARGETS, 'TargetGroupAttributes/Key=deregistration_delay.timeout_seconds/Value', '0')],
  ['elb.idle-timeout', 'an idle time-out of an hour', ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=idle_timeout.timeout_seconds/Value', '3600')],
  ['elb.health-check-path', 'a health check path without a slash', ({ staging }) => staging.set(TARGETS, 'HealthCheckPath', 'health')],
  ['elb.health-check-timing', 'a time-out above the interval', ({ staging }) => staging.set(TARGETS, 'HealthCheckTimeoutSeconds', 30)],
  ['elb.health-check-timing', 'an interval of a second', ({ staging }) => staging.set(TARGETS, 'HealthCheckIntervalSeconds', 1)],
  ['elb.health-check-timing', 'a threshold of one', ({ staging }) => staging.set(TARGETS, 'HealthyThresholdCount', 1)],
  ['elb.health-check-matcher', 'a matcher that is none', ({ staging }) => staging.set(TARGETS, 'Matcher/HttpCode', '2xx')],
  ['elb.health-check-matcher', 'a matcher that takes errors', ({ staging }) => staging.set(TARGETS, 'Matcher/HttpCode', '200-499')],
  ['elb.health-check-target', 'a health check over HTTPS', ({ staging }) => staging.set(TARGETS, 'HealthCheckProtocol', 'HTTPS')],
  ['elb.health-check-target', 'a health check over TCP', ({ staging }) => staging.set(TARGETS, 'HealthCheckProtocol', 'TCP')],
  ['elb.health-check-target', 'a health check port that is none', ({ staging }) => staging.set(TARGETS, 'HealthCheckPort', 'health')],
  ['elb.health-check-target', 'health checks turned off', ({ staging }) => staging.set(TARGETS, 'HealthCheckEnabled', false)],
  ['elb.target', 'targets by address', ({ staging }) => staging.set(TARGETS, 'TargetType', 'ip')],
  ['elb.target', 'a target group for TCP', ({ staging }) => staging.set(TARGETS, 'Protocol', 'TCP')],
  ['elb.target', 'a target group without a port', ({ staging }) => staging.remove(TARGETS, 'Port')],
  ['elb.target', 'a name that is too long', ({ staging }) => staging.set(TARGETS, 'Name', 'a'.repeat(33))],
  ['elb.targets-vpc', 'a target group in another VPC of the template', ({ staging }) => staging.add('Other', VPC, { CidrBlock: '10.1.0.0/16' }) && staging.set(TARGETS, 'VpcId', { Ref: 'Other' })],

  ['autoscaling.size', 'a maximum below the minimum', ({ staging }) => staging.set(FLEET, 'MaxSize', '1')],
  ['autoscaling.size', 'no maximum', ({ staging }) => staging.remove(FLEET, 'MaxSize')],
  ['autoscaling.size', 'a desired capacity above the maximum', ({ staging }) => staging.set(FLEET, 'DesiredCapacity', '50')],
  ['autoscaling.desired-capacity', 'a desired capacity', ({ staging }) => staging.set(FLEET, 'DesiredCapacity', '2')],
  ['autoscaling.launch-template', 'a launch configuration', ({ staging }) => staging.remove(FLEET, 'LaunchTemplate') && staging.set(FLEET, 'LaunchConfigurationName', 'lc')],
  ['autoscaling.launch-template', 'nothing to launch', ({ staging }) => staging.remove(FLEET, 'LaunchTemplate')],
  ['autoscaling.launch-template', 'a version that never changes', ({ staging }) => staging.set(FLEET, 'LaunchTemplate/Version', '$Latest')],
  ['autoscaling.launch-template', 'a target group for a launch template', ({ staging }) => staging.set(FLEET, 'LaunchTemplate/LaunchTemplateId', { Ref: staging.id(TARGETS) })],
  ['autoscaling.health-check', 'a fleet that ignores the load balancer', ({ staging }) => staging.set(FLEET, 'HealthCheckType', 'EC2')],
  ['autoscaling.health-check', 'no grace for new instances', ({ staging }) => staging.remove(FLEET, 'HealthCheckGracePeriod')],
  ['autoscaling.target-group', 'a load balancer for a target group', ({ staging }) => staging.set(FLEET, 'TargetGroupARNs', [{ Ref: staging.id(BALANCER) }])],
  ['autoscaling.subnets', 'a fleet in one subnet', ({ staging }) => staging.remove(FLEET, 'VPCZoneIdentifier/1')],
  ['autoscaling.subnets', 'a subnet twice', ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/1', staging.get(FLEET, 'VPCZoneIdentifier/0') ?? '')],
  ['autoscaling.subnets', 'two subnets of one zone', ({ staging }) =>
    staging.set(`${PRIVATE}Subnet2`, 'AvailabilityZone', staging.get(`${PRIVATE}Subnet1`, 'AvailabilityZone') ?? '') && staging.id(FLEET)],
  ['autoscaling.subnets', 'nowhere to launch', ({ staging }) => staging.remove(FLEET, 'VPCZoneIdentifier')],
  ['autoscaling.update-policy', 'a refresh of more than all', ({ staging }) => staging.set(FLEET, 'UpdatePolicy/AutoScalingInstanceRefresh/Preferences/MinHealthyPercentage', 110)],
  ['autoscaling.update-policy', 'a rolling update that cannot replace', ({ staging }) => staging.set(FLEET, 'UpdatePolicy/AutoScalingRollingUpdate', { MinInstancesInService: 50 })],
  ['autoscaling.suspended', 'a fleet that launches nothing', ({ staging }) => staging.set(FLEET, 'SuspendedProcesses', ['Launch'])],
  ['autoscaling.lifecycle-hook', 'a transition that does not exist', ({ staging }) =>
    staging.add('Hook', 'AWS::AutoScaling::LifecycleHook', { AutoScalingGroupName: { Ref: staging.id(FLEET) }, LifecycleTransition: 'EC2_INSTANCE_LAUNCHING' })],
  ['autoscaling.policy', 'a target of 600 percent', ({ staging }) => staging.set('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/TargetValue', 600)],
  ['autoscaling.policy', 'a policy without a target', ({ staging }) => staging.remove('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration')],
  ['autoscaling.policy', 'a policy of a subnet', ({ staging }) => staging.set('AWS::AutoScaling::ScalingPolicy', 'AutoScalingGroupName', { Ref: staging.id(SUBNET) })],
  ['autoscaling.policy', 'a metric that does not exist', ({ staging }) =>
    staging.set('AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration/PredefinedMetricSpecification/PredefinedMetricType', 'CPU')],

  ['launch-template.metadata-service', 'IMDSv1', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpTokens', 'optional')],
  ['launch-template.metadata-service', 'no metadata options', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions')],
  ['launch-template.metadata-service', 'no metadata service', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpEndpoint', 'disabled')],
  ['launch-template.metadata-service', 'a hop limit of 64', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/MetadataOptions/HttpPutResponseHopLimit', 64)],
  ['launch-template.public-ip', 'a public address', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/NetworkInterfaces/0/AssociatePublicIpAddress', true)],
  ['launch-template.volume', 'a volume that is not encrypted', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted', false)],
  ['launch-template.volume', 'a volume that does not say it', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/Encrypted')],
  ['launch-template.volume', 'the volume of the image', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings')],
  ['launch-template.volume', 'a volume that stays', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/DeleteOnTermination', false)],
  ['launch-template.volume', 'a volume smaller than the image', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/BlockDeviceMappings/0/Ebs/VolumeSize', 4)],
  ['launch-template.instance-profile', 'no instance profile', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/IamInstanceProfile')],
  ['launch-template.instance-profile', 'a role for an instance profile', ({ staging }) =>
    staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/IamInstanceProfile', { Arn: { 'Fn::GetAtt': [staging.id('AWS::IAM::Role'), 'Arn'] } })],
  ['launch-template.image', 'no image', ({ staging }) => staging.remove(LAUNCH_TEMPLATE, 'LaunchTemplateData/ImageId')],
  ['launch-template.image', 'an image that is none', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/ImageId', 'amazon-linux')],
  ['launch-template.image', 'a Graviton instance with an image for x86', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/InstanceType', 't4g.small')],
  ['launch-template.instance-type', 'an instance type that does not exist', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/InstanceType', 't3.tiny')],
  ['launch-template.security-group', 'the default security group', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/NetworkInterfaces', [])],
  ['launch-template.user-data', 'user data that is not base64', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', '#!/bin/bash')],
  ['launch-template.user-data', 'user data without #!', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': 'dnf install -y ruby' })],
  ['launch-template.user-data', 'user data with Windows line endings', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': '#!/bin/bash\r\ntrue\r\n' })],
  ['launch-template.user-data', 'user data that is too long', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/UserData', { 'Fn::Base64': `#!/bin/bash\n${'#'.repeat(17_000)}` })],
  ['launch-template.key', 'a key to log in with', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'LaunchTemplateData/KeyName', 'me')],
  ['launch-template.gostyle-metadata', 'metadata of another version', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'Metadata/gostyle:instance/version', 2)],
  ['launch-template.gostyle-metadata', 'a relative environment file', ({ staging }) => staging.set(LAUNCH_TEMPLATE, 'Metadata/gostyle:instance/environmentFile', 'environment')],
];

function secure(template: Parameters<Mutation[2]>[0]['production']): string {
  return listener(template, 'HTTPS');
}

function plain(template: Parameters<Mutation[2]>[0]['production']): string {
  return listener(template, 'HTTP');
}

/** The listener of a protocol, of the two that an environment with a certificate has. */
function listener(template: Parameters<Mutation[2]>[0]['production'], protocol: string): string {
  const found = Object.entries(template.section('Resources')).find(([, { Type: type, Properties: properties }]) =>
    type === LISTENER && (properties as { Protocol?: string } | undefined)?.Protocol === protocol);
  if (!found) throw new Error(`no listener for ${protocol}`);
  return found[0];
}
