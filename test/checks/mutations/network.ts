import { BALANCER, FLEET, LISTENER, TARGETS, type Mutation } from './mutation';

const VPC = 'AWS::EC2::VPC';
const SUBNET = 'AWS::EC2::Subnet';
const ROUTE = 'AWS::EC2::Route';
const NAT = 'AWS::EC2::NatGateway';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const PRIVATE = `${SUBNET}#Private`;
const PUBLIC = `${SUBNET}#Public`;

/** Networks, security groups and load balancers. */
export const NETWORK_MUTATIONS: readonly Mutation[] = [
  [
    'network.public-instances',
    'instances in public subnets',
    ({ staging }) => staging.set(FLEET, 'VPCZoneIdentifier/0', { Ref: staging.id(PUBLIC) }),
  ],
  ['network.nat-route', 'a private subnet without a default route', ({ staging }) => staging.drop(`${ROUTE}#Private`) && staging.id(PRIVATE)],
  [
    'network.nat-route',
    'a default route to one address only',
    ({ staging }) => staging.set(`${ROUTE}#Private`, 'DestinationCidrBlock', '10.1.0.0/16') && staging.id(PRIVATE),
  ],
  [
    'network.route-table',
    'a subnet without a route table',
    ({ staging }) => staging.drop('AWS::EC2::SubnetRouteTableAssociation#Private') && staging.id(PRIVATE),
    ['network.nat-route'],
  ],
  ['network.nat-gateway', 'a NAT gateway in a private subnet', ({ staging }) => staging.set(NAT, 'SubnetId', { Ref: staging.id(PRIVATE) })],
  ['network.nat-gateway', 'a NAT gateway without an address', ({ staging }) => staging.remove(NAT, 'AllocationId')],
  [
    'network.nat-gateway',
    'a NAT gateway with a subnet in place of an address',
    ({ staging }) => staging.set(NAT, 'AllocationId', { Ref: staging.id(SUBNET) }),
  ],
  [
    'network.nat-gateway',
    'two NAT gateways with one address',
    ({ production }) => production.set(`${NAT}#Subnet2`, 'AllocationId', { 'Fn::GetAtt': [production.id('AWS::EC2::EIP'), 'AllocationId'] }),
    ['network.nat-gateway'],
  ],
  ['network.route', 'a route without a target', ({ staging }) => staging.remove(`${ROUTE}#Private`, 'NatGatewayId')],
  [
    'network.route',
    'a route with two targets',
    ({ staging }) => staging.set(`${ROUTE}#Private`, 'GatewayId', { Ref: staging.id('AWS::EC2::InternetGateway') }),
  ],
  ['network.route', 'a route to a subnet', ({ staging }) => staging.set(`${ROUTE}#Private`, 'NatGatewayId', { Ref: staging.id(SUBNET) })],
  [
    'network.route',
    'two routes to one destination',
    ({ staging }) =>
      staging.add('ZRoute', ROUTE, {
        RouteTableId: staging.get(`${ROUTE}#Private`, 'RouteTableId'),
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: { Ref: staging.id(NAT) },
      }),
  ],
  [
    'network.gateway-attachment',
    'an internet gateway that is not attached',
    ({ staging }) => staging.drop('AWS::EC2::VPCGatewayAttachment') && staging.id('AWS::EC2::InternetGateway'),
  ],
  ['network.vpc-dns', 'a VPC without DNS hostnames', ({ staging }) => staging.set(VPC, 'EnableDnsSupport', false)],
  ['network.public-ip-on-launch', 'a subnet that assigns public addresses', ({ staging }) => staging.set(PUBLIC, 'MapPublicIpOnLaunch', true)],
  [
    'network.address-blocks',
    'two subnets that overlap',
    ({ staging }) => staging.set(`${PRIVATE}Subnet2`, 'CidrBlock', staging.get(`${PRIVATE}Subnet1`, 'CidrBlock') ?? ''),
  ],
  ['network.address-blocks', 'a subnet outside of its VPC', ({ staging }) => staging.set(PRIVATE, 'CidrBlock', '192.168.0.0/24')],
  ['network.address-blocks', 'a block with host bits', ({ staging }) => staging.set(PRIVATE, 'CidrBlock', '10.0.4.1/22')],
  ['network.address-blocks', 'a VPC that is too large', ({ staging }) => staging.set(VPC, 'CidrBlock', '10.0.0.0/8')],
  [
    'network.endpoint',
    'a gateway endpoint for Session Manager',
    ({ staging }) => staging.set('AWS::EC2::VPCEndpoint', 'ServiceName', 'com.amazonaws.eu-west-1.ssm'),
  ],
  ['network.endpoint', 'a gateway endpoint without route tables', ({ staging }) => staging.set('AWS::EC2::VPCEndpoint', 'RouteTableIds', [])],
  ['network.one-vpc', 'a target group in another VPC', ({ staging }) => staging.set(TARGETS, 'VpcId', 'vpc-0123456789abcdef0')],
  ['network.one-vpc', 'a security group in a subnet', ({ staging }) => staging.set(SECURITY_GROUP, 'VpcId', { Ref: staging.id(SUBNET) })],

  [
    'security-group.world',
    'SSH from everywhere',
    ({ staging }) =>
      staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
  ],
  [
    'security-group.world',
    'everything from everywhere',
    ({ staging }) => staging.push(`${SECURITY_GROUP}#LoadBalancer`, 'SecurityGroupIngress', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
  ],
  [
    'security-group.world',
    'the application from everywhere',
    ({ staging }) =>
      staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 3000, ToPort: 3000, CidrIp: '0.0.0.0/0' }),
  ],
  [
    'security-group.world',
    'the application from everywhere over IPv6',
    ({ staging }) =>
      staging.push(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupIngress', { IpProtocol: 'tcp', FromPort: 3000, ToPort: 3000, CidrIpv6: '::/0' }),
  ],
  ['security-group.rule', 'a range that goes backwards', ({ staging }) => staging.set(INGRESS, 'FromPort', 60_000),
    ['security-group.target-port (2)']],
  ['security-group.rule', 'a protocol that does not exist', ({ staging }) => staging.set(INGRESS, 'IpProtocol', 'http'),
    ['security-group.target-port (2)']],
  ['security-group.rule', 'a rule without a port', ({ staging }) => staging.remove(INGRESS, 'ToPort')],
  ['security-group.rule', 'a rule without a peer', ({ staging }) => staging.remove(INGRESS, 'SourceSecurityGroupId'),
    ['security-group.target-port (2)']],
  [
    'security-group.target-port',
    'a target group port that the security group does not allow',
    ({ staging }) => staging.set(TARGETS, 'Port', 3001),
    ['environment.application', 'security-group.target-port (2)'],
  ],
  [
    'security-group.target-port',
    'a security group that allows another port',
    ({ staging }) => {
      staging.set(INGRESS, 'FromPort', 8080);
      staging.set(INGRESS, 'ToPort', 8080);
      return staging.id(`${SECURITY_GROUP}#Fleet`);
    },
    ['security-group.target-port'],
  ],
  ['security-group.target-port', 'a fleet that accepts no traffic', ({ staging }) => staging.drop(INGRESS) && staging.id(TARGETS),
    ['security-group.target-port']],
  ['security-group.target-port', 'a health check port that the security group does not allow', ({ staging }) =>
    staging.set(TARGETS, 'HealthCheckPort', '9000'), ['security-group.target-port (2)']],
  [
    'security-group.target-port',
    'a load balancer that is not allowed to reach the fleet',
    ({ staging }) => {
      staging.replace('AWS::EC2::SecurityGroupEgress', '3000', '3001');
      return staging.id(`${SECURITY_GROUP}#LoadBalancer`);
    },
  ],
  ['security-group.listener-port', 'a listener that accepts no traffic', ({ staging }) => staging.set(LISTENER, 'Port', 8080)],
  [
    'security-group.instance-egress',
    'instances that can reach nothing',
    ({ staging }) =>
      staging.set(`${SECURITY_GROUP}#Fleet`, 'SecurityGroupEgress', [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }]),
  ],

  ['elb.subnets', 'a load balancer in one subnet', ({ staging }) => staging.remove(BALANCER, 'Subnets/1')],
  [
    'elb.subnets',
    'a load balancer in two subnets of one zone',
    ({ staging }) =>
      staging.set(`${PUBLIC}Subnet2`, 'AvailabilityZone', staging.get(`${PUBLIC}Subnet1`, 'AvailabilityZone') ?? '') && staging.id(BALANCER),
  ],
  [
    'elb.subnets',
    'a public load balancer in private subnets',
    ({ staging }) => staging.set(BALANCER, 'Subnets/0', { Ref: staging.id(PRIVATE) }),
  ],
  ['CloudFormation-Validate::W3030', 'a scheme that does not exist', ({ staging }) => staging.set(BALANCER, 'Scheme', 'public')],
  ['elb.name', 'a name that begins with internal-', ({ staging }) => staging.set(BALANCER, 'Name', 'internal-web')],
  ['elb.scheme', 'no security group', ({ staging }) => staging.remove(BALANCER, 'SecurityGroups'),
    ['security-group.world']],
  ['elb.listener', 'no default action', ({ staging }) => staging.set(LISTENER, 'DefaultActions', []),
    ['elb.unused-target-group']],
  ['elb.listener', 'a listener whose load balancer is a target group', ({ staging }) => staging.set(LISTENER, 'LoadBalancerArn',
    { Ref: staging.id(TARGETS) }),
  ['template.reference-type']],
  ['elb.listener', 'port 0', ({ staging }) => staging.set(LISTENER, 'Port', 0),
    ['security-group.listener-port']],
  ['elb.listener', 'TCP on an application load balancer', ({ staging }) => staging.set(LISTENER, 'Protocol', 'TCP')],
  ['elb.certificate', 'HTTPS without a certificate', ({ staging }) => staging.set(LISTENER, 'Protocol', 'HTTPS'),
    ['elb.certificate']],
  [
    'elb.certificate',
    'HTTP with a certificate',
    ({ staging }) => staging.set(LISTENER, 'Certificates', [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }]),
  ],
  [
    'elb.certificate',
    'an old TLS policy',
    ({ production }) => production.set(`${LISTENER}#${secure(production)}`, 'SslPolicy', 'ELBSecurityPolicy-2016-08'),
  ],
  [
    'elb.redirect',
    'HTTP that does not redirect',
    ({ production }) =>
      production.set(`${LISTENER}#${plain(production)}`, 'DefaultActions', [
        { Type: 'forward', TargetGroupArn: { Ref: production.id(TARGETS) } },
      ]),
  ],
  [
    'elb.redirect',
    'a redirect to itself',
    ({ production }) => production.set(`${LISTENER}#${plain(production)}`, 'DefaultActions/0/RedirectConfig/Protocol', 'HTTP'),
  ],
  ['CloudFormation-Validate::W3030', 'an action that does not exist', ({ staging }) => staging.set(LISTENER, 'DefaultActions/0/Type', 'proxy')],
  ['elb.action', 'forward to nothing', ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward' }]),
    ['elb.unused-target-group']],
  [
    'elb.action',
    'forward to a fleet',
    ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward', TargetGroupArn: { Ref: staging.id(FLEET) } }]),
    ['elb.unused-target-group'],
  ],
  [
    'CloudFormation-Validate::W3030',
    'redirect with a status of 200',
    ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_200' } }]),
    ['elb.unused-target-group'],
  ],
  [
    'CloudFormation-Validate::F3031',
    'a fixed response of 302',
    ({ staging }) => staging.set(LISTENER, 'DefaultActions', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '302' } }]),
    ['elb.unused-target-group'],
  ],
  [
    'elb.listener-port',
    'two listeners on one port',
    ({ staging }) =>
      staging.add('ZListener', LISTENER, {
        LoadBalancerArn: staging.get(LISTENER, 'LoadBalancerArn'),
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: staging.get(LISTENER, 'DefaultActions'),
      }),
  ],
  [
    'elb.unused-target-group',
    'a default action to another target group',
    ({ staging }) => {
      staging.add('Other', TARGETS, { Port: 3000, Protocol: 'HTTP', VpcId: staging.get(TARGETS, 'VpcId') });
      staging.set(LISTENER, 'DefaultActions', [{ Type: 'forward', TargetGroupArn: { Ref: 'Other' } }]);
      return 'Other';
    },
    ['elb.unused-target-group'],
  ],
  [
    'elb.unused-target-group',
    'a target group that no listener forwards to',
    ({ staging }) =>
      staging.set(LISTENER, 'DefaultActions', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]) && staging.id(TARGETS),
  ],
  ['elb.fleet-not-served', 'a fleet that is in no target group', ({ staging }) => staging.remove(FLEET, 'TargetGroupARNs'),
    ['codedeploy.target-group']],
  [
    'elb.attribute',
    'an attribute that does not exist',
    ({ staging }) => staging.push(BALANCER, 'LoadBalancerAttributes', { Key: 'idle_timeout.seconds', Value: '60' }),
  ],
  [
    'elb.attribute',
    'an attribute twice',
    ({ staging }) => staging.push(BALANCER, 'LoadBalancerAttributes', { Key: 'idle_timeout.timeout_seconds', Value: '61' }),
  ],
  [
    'elb.attribute',
    'a value out of range',
    ({ staging }) => staging.set(TARGETS, 'TargetGroupAttributes/Key=deregistration_delay.timeout_seconds/Value', '3601'),
  ],
  [
    'elb.attribute',
    'a value of the wrong type',
    ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=routing.http2.enabled/Value', 'yes'),
  ],
  [
    'elb.slow-start',
    'a slow start of ten seconds',
    ({ staging }) => staging.push(TARGETS, 'TargetGroupAttributes', { Key: 'slow_start.duration_seconds', Value: '10' }),
  ],
  [
    'elb.invalid-headers',
    'invalid headers kept',
    ({ staging }) => staging.set(BALANCER, 'LoadBalancerAttributes/Key=routing.http.drop_invalid_header_fields.enabled/Value', 'false'),
  ],
  [
    'elb.access-logs',
    'access logs without a bucket',
    ({ production }) => production.remove(BALANCER, 'LoadBalancerAttributes/Key=access_logs.s3.bucket'),
  ],
  ['elb.access-logs', 'access logs in a bucket with a key', ({ production }) => production.replace('AWS::S3::Bucket', 'AES256', 'aws:kms')],
];

function secure(template: Parameters<Mutation[2]>[0]['production']): string {
  return listener(template, 'HTTPS');
}

function plain(template: Parameters<Mutation[2]>[0]['production']): string {
  return listener(template, 'HTTP');
}

/** The listener of a protocol, of the two that an environment with a certificate has. */
function listener(template: Parameters<Mutation[2]>[0]['production'], protocol: string): string {
  const found = Object.entries(template.section('Resources')).find(
    ([, { Type: type, Properties: properties }]) =>
      type === LISTENER && (properties as { Protocol?: string } | undefined)?.Protocol === protocol,
  );
  if (!found) throw new Error(`no listener for ${protocol}`);
  return found[0];
}
