import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Environment, GoStyleWebPipeline, Logs, Nat, Network, type EnvironmentOptions, type INat } from '../../src';
import { only, resources, statementsOf, text, type Resource } from '../helpers/resources';
import { environmentTemplate, SMALLEST } from '../helpers/web-pipeline';

const staging = (nat: INat, options: EnvironmentOptions = {}) =>
  environmentTemplate(Environment.named('staging', { network: Network.own({ nat }), ...options }));
const ofType = (template: Template, type: string): Resource[] => Object.values(resources(template)).filter(({ Type }) => Type === type);
const userData = ({ Properties }: Resource) => text(Properties.UserData ?? (Properties.LaunchTemplateData as { UserData: unknown }).UserData);
const logicalIds = (template: Template, type: string) => Object.keys(template.findResources(type)).sort();

test('changing internet access does not change the VPC and its subnets', () => {
  const [first, ...others] = [Nat.gateways(1), Nat.gatewayPerZone(), Nat.instance(), Nat.none()].map((nat) => staging(nat));
  for (const other of others) {
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::RouteTable']) {
      expect(logicalIds(other, type)).toEqual(logicalIds(first, type));
    }
  }
});

test('a gateway in each zone, or the configured number', () => {
  staging(Nat.gatewayPerZone()).resourceCountIs('AWS::EC2::NatGateway', 2);
  staging(Nat.gateways(1)).resourceCountIs('AWS::EC2::NatGateway', 1);
});

test.each([[0, 2], [3, 2], [1.5, 2]])('refuses %s gateways', (count) => {
  expect(() => staging(Nat.gateways(count))).toThrow(`\`network.nat\` must be a whole number between 1 and 2, got: ${count}`);
});

describe('NAT instance', () => {
  const template = staging(Nat.instance());
  const instance = only(template, 'AWS::EC2::Instance');

  test('every private subnet sends through it', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourcePropertiesCountIs('AWS::EC2::Route', { DestinationCidrBlock: '0.0.0.0/0', InstanceId: Match.anyValue() }, 2);
  });

  test('it has a public address, forwards, is patched by a parameter, and requires IMDSv2', () => {
    expect(instance.Properties).toMatchObject({
      InstanceType: 't4g.micro',
      SourceDestCheck: false,
      Monitoring: true,
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      NetworkInterfaces: [{ AssociatePublicIpAddress: true, SubnetId: { Ref: expect.stringMatching(/^NetworkPublicSubnet1/) as string } }],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
    });
    template.hasParameter((instance.Properties.ImageId as { Ref: string }).Ref, {
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: Match.stringLikeRegexp('^/aws/service/ami-amazon-linux-latest/al2023-.*arm64$'),
    });
  });

  test('only the VPC may send to it', () => {
    const [{ GroupSet: [group] }] = instance.Properties.NetworkInterfaces as { GroupSet: { 'Fn::GetAtt': string[] }[] }[];
    const { Properties } = resources(template)[group['Fn::GetAtt'][0]];
    expect(Properties.SecurityGroupIngress).toEqual([
      { CidrIp: '10.0.0.0/16', Description: 'What instances send to the internet', IpProtocol: '-1' },
    ]);
    expect(logicalIds(template, 'AWS::EC2::SecurityGroupIngress')).toEqual([expect.stringMatching(/^FleetSecurityGroup/)]);
  });

  test('it runs our script, and its role has no permissions', () => {
    expect(userData(instance)).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n[^]*iptables -t nat -A POSTROUTING[^]*\ntranslate_addresses$/);
    expect(statementsOf(template, 'NetworkPublicSubnet1NatInstance')).toEqual([]);
  });

  test('the type is the user\'s, with the image of its processor', () => {
    const intel = staging(Nat.instance({ instanceType: new InstanceType('t3.small') }));
    const { Properties } = only(intel, 'AWS::EC2::Instance');
    expect(Properties.InstanceType).toBe('t3.small');
    intel.hasParameter((Properties.ImageId as { Ref: string }).Ref, { Default: Match.stringLikeRegexp('x86_64$') });
  });

  test('the same NAT options can be used for two environments', () => {
    const network = Network.own({ nat: Nat.instance() });
    const web = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline'), 'Web', {
      ...SMALLEST, environments: [Environment.named('one', { network }), Environment.named('two', { network })],
    });
    for (const name of ['one', 'two']) only(Template.fromStack(web.environment(name)), 'AWS::EC2::Instance');
  });
});

describe('without internet access', () => {
  const template = staging(Nat.none());
  const services = (of: Template) => ofType(of, 'AWS::EC2::VPCEndpoint').map(({ Properties }) => text(Properties.ServiceName).split('>.')[1]).sort();

  test('private subnets have no route out', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    const routes = ofType(template, 'AWS::EC2::Route').map(({ Properties }) => text(Properties.RouteTableId));
    expect(routes).toEqual([expect.stringContaining('Public'), expect.stringContaining('Public')]);
  });

  test('instances reach what they need through endpoints in their own subnets', () => {
    expect(services(template)).toEqual(['codedeploy', 'codedeploy-commands-secure', 's3', 'ssm', 'ssmmessages']);
    const interfaces = ofType(template, 'AWS::EC2::VPCEndpoint').filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    for (const { Properties } of interfaces) {
      const subnet = { Ref: expect.stringContaining('Private') as string };
      expect(Properties).toMatchObject({ PrivateDnsEnabled: true, SubnetIds: [subnet, subnet] });
    }
    expect(interfaces).toHaveLength(4);
  });

  test('CloudWatch Logs has an endpoint if instances send logs', () => {
    expect(services(staging(Nat.none(), { logs: Logs.cloudWatch({ unit: 'shop.service' }) }))).toContain('logs');
  });

  test('endpoints accept only HTTPS from the VPC', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Endpoints: the VPC comes in',
      SecurityGroupIngress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' })],
    });
  });

  test('the agent is configured for its endpoint in the last step, and has the permissions', () => {
    expect(userData(only(template, 'AWS::EC2::LaunchTemplate')))
      .toMatch(/install_codedeploy_agent\n[^]*enable_auth_policy[^]*\nuse_codedeploy_endpoint$/);
    const actions = statementsOf(template, 'InstanceRole').flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith('codedeploy-commands-secure:'));
    expect(actions).toHaveLength(4);
  });

  test('with internet access the agent uses no endpoint', () => {
    const gateways = staging(Nat.gateways(1));
    expect(userData(only(gateways, 'AWS::EC2::LaunchTemplate'))).not.toContain('enable_auth_policy');
    expect(JSON.stringify(gateways.toJSON())).not.toContain('codedeploy-commands-secure');
  });

  test('instances depend on the endpoints', () => {
    const endpoints = logicalIds(template, 'AWS::EC2::VPCEndpoint');
    expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').DependsOn).toEqual(expect.arrayContaining(endpoints));
    expect(endpoints).toHaveLength(5);
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('refuses %s, where CodeDeploy has no such endpoints', (region) => {
    const stack = new Stack(new App(), 'WebPipeline', { env: { account: '111122223333', region } });
    const environments = [Environment.named('staging', { network: Network.own({ nat: Nat.none() }) })];
    expect(() => new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments }))
      .toThrow(`\`network.nat\` must provide access to the internet in a region without VPC endpoints for CodeDeploy, got: "${region}"`);
  });
});
