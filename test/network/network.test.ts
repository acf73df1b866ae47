import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Environment, FlowLogs, Nat, Network, type INetwork, type OwnNetworkOptions } from '../../src';
import { only, resources } from '../helpers/resources';
import { environmentTemplate, environmentWith, webPipeline } from '../helpers/web-pipeline';

const environmentTemplateWith = (network: (scope: Stack) => INetwork) => (
  Template.fromStack(environmentWith('staging', (scope) => ({ network: network(scope) })))
);
const staging = (options: OwnNetworkOptions = {}) => environmentTemplate(Environment.named('staging', { network: Network.own(options) }));

test('public and private subnets in two Availability Zones, chosen at deployment', () => {
  const template = staging();
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
  template.resourceCountIs('AWS::EC2::Subnet', 4);
  template.allResourcesProperties('AWS::EC2::Subnet', {
    MapPublicIpOnLaunch: false,
    AvailabilityZone: { 'Fn::Select': [Match.anyValue(), { 'Fn::GetAZs': '' }] },
  });
});

test('private subnets reach the internet through one NAT gateway in staging and one a zone in production', () => {
  staging().resourceCountIs('AWS::EC2::NatGateway', 1);
  environmentTemplate(Environment.named('production')).resourceCountIs('AWS::EC2::NatGateway', 2);
  staging().resourcePropertiesCountIs('AWS::EC2::Route', { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: Match.anyValue() }, 2);
});

test('Amazon S3 is reached without NAT from every subnet', () => {
  staging().hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Gateway',
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
    RouteTableIds: ['Private', 'Private', 'Public', 'Public'].map((name) => ({ Ref: Match.stringLikeRegexp(`^Network${name}Subnet`) })),
  });
});

test('size and number of zones are options', () => {
  const template = staging({ cidr: '10.1.0.0/18', availabilityZones: 3, nat: Nat.gateways(2) });
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.1.0.0/18' });
  template.resourceCountIs('AWS::EC2::Subnet', 6);
  template.resourceCountIs('AWS::EC2::NatGateway', 2);
});

test('rejected traffic is logged for three months', () => {
  const template = staging();
  template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT', ResourceType: 'VPC' });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 90 } });
});

test('all traffic is logged if configured, to CloudWatch or to a bucket', () => {
  const flowLogs = FlowLogs.allTraffic({ retention: RetentionDays.ONE_YEAR });
  staging({ flowLogs }).hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  environmentTemplateWith((scope) => Network.own({ flowLogs: FlowLogs.allTraffic({ bucket: Bucket.fromBucketName(scope, 'Logs', 'our-logs') }) }))
    .hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', LogDestinationType: 's3' });
  staging({ flowLogs: FlowLogs.none() }).resourceCountIs('AWS::EC2::FlowLog', 0);
});

test('the traffic of an existing VPC is logged if configured', () => {
  environmentTemplateWith((scope) => Network.existing(Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
  }), { flowLogs: FlowLogs.rejectedTraffic() })).hasResourceProperties('AWS::EC2::FlowLog', { ResourceId: 'vpc-1' });
});

test('refuses a retention period that CloudWatch Logs does not support', () => {
  expect(() => FlowLogs.allTraffic({ retention: 17 as RetentionDays }))
    .toThrow(/`flowLogs.retention` must be one of `RetentionDays`, got: 17/);
});

test('instances depend on their internet access', () => {
  const template = staging();
  const routes = Object.entries(resources(template))
    .filter(([, { Type, Properties }]) => Type === 'AWS::EC2::Route' && Properties.NatGatewayId)
    .map(([id]) => id);
  expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').DependsOn).toEqual(expect.arrayContaining(routes));
});

test('an existing VPC is used as it is', () => {
  const app = new App();
  const vpc = Vpc.fromVpcAttributes(new Stack(app, 'Somebody'), 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
  });
  const environment = webPipeline({ environments: [Environment.named('staging', { network: Network.existing(vpc) })] }, app).environment('staging');
  const template = Template.fromStack(environment);
  template.resourceCountIs('AWS::EC2::VPC', 0);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Subnets: ['subnet-1', 'subnet-2'] });
  template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: ['subnet-3', 'subnet-4'] });
});

test('refuses a VPC of another stack of the app', () => {
  expect(() => environmentWith('staging', (scope) => ({ network: Network.existing(new Vpc(scope, 'Vpc')) })))
    .toThrow(/`network` must exist before .* is deployed, and not be created by another stack of this app, got: "Vpc.*"; use `Vpc.fromLookup` or/);
});

test.each<[string, OwnNetworkOptions, string]>([
  ['one Availability Zone', { availabilityZones: 1 }, '`network.availabilityZones` must be a whole number between 2 and 3, got: 1'],
  ['a range that is too small', { cidr: '10.0.0.0/24' }, '`network.cidr` must be an address range from `/16` to `/20`, got: "10.0.0.0/24"'],
])('refuses %s', (_what, options, message) => {
  expect(() => Network.own(options)).toThrow(message);
});

test.each([
  ['a subnet that is private and public', { publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-2', 'subnet-3'] },
    '`environments.live.network.privateSubnetIds` must not have a subnet that `publicSubnetIds` has, too, got: "subnet-2"; give each subnet once'],
  ['a subnet twice', { publicSubnetIds: ['subnet-1', 'subnet-1'], privateSubnetIds: ['subnet-2', 'subnet-3'] },
    '`environments.live.network.publicSubnetIds` must not have a subnet twice, got: "subnet-1"'],
  ['a subnet that is none', { publicSubnetIds: ['subnet-1', 'web'], privateSubnetIds: ['subnet-2', 'subnet-3'] },
    '`environments.live.network.publicSubnetIds` must be the id of a subnet, got: "web"; look it up with `aws ec2 describe-subnets`'],
  ['a VPC that is none', { vpcId: 'main', publicSubnetIds: ['subnet-1', 'subnet-4'], privateSubnetIds: ['subnet-2', 'subnet-3'] },
    '`environments.live.network.vpcId` must be the id of a VPC, got: "main"; look it up with `aws ec2 describe-vpcs`'],
])('refuses an existing network with %s', (_what, given, message) => {
  const attributes = { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], ...given };
  expect(() => environmentWith('live', (scope) => ({ network: Network.existing(Vpc.fromVpcAttributes(scope, 'Vpc', attributes)) })))
    .toThrow(message);
});
