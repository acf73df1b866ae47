import { Match } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Compute, Environment, type Ec2Options } from '../../../src';
import { actionsOf, only, statementsOf, text } from '../../helpers/resources';
import { environmentStack, environmentTemplate } from '../../helpers/web-pipeline';

const withFleet = (options: Ec2Options) => environmentTemplate(Environment.named('staging', { compute: Compute.ec2(options) }));
const smallest = withFleet({});

test('the group has a minimum and a maximum, and scaling decides between them', () => {
  const { Properties } = only(withFleet({ minCapacity: 3, maxCapacity: 9 }), 'AWS::AutoScaling::AutoScalingGroup');
  expect(Properties).toMatchObject({ MinSize: '3', MaxSize: '9' });
  expect(Properties).not.toHaveProperty('DesiredCapacity');
});

test('instances are in the private subnets and join the target group', () => {
  smallest.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    VPCZoneIdentifier: [{ Ref: Match.stringLikeRegexp('^NetworkPrivateSubnet1') }, { Ref: Match.stringLikeRegexp('^NetworkPrivateSubnet2') }],
    TargetGroupARNs: [{ Ref: Match.stringLikeRegexp('^LoadBalancerTargetGroup') }],
  });
});

test('an unhealthy instance is replaced, except during its first boot', () => {
  smallest.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { HealthCheckType: 'ELB', HealthCheckGracePeriod: 300 });
});

test('a new machine image or user data reaches the fleet, new instances first', () => {
  smallest.hasResource('AWS::AutoScaling::AutoScalingGroup', {
    UpdatePolicy: {
      AutoScalingInstanceRefresh: { Strategy: 'Rolling', Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 150, SkipMatching: true } },
    },
  });
});

test('a fleet of a fixed size has nothing to scale', () => {
  withFleet({ minCapacity: 2, maxCapacity: 2, targetRequestsPerMinute: 1200 }).resourceCountIs('AWS::AutoScaling::ScalingPolicy', 0);
});

test('scales by CPU, and by requests if configured', () => {
  smallest.resourceCountIs('AWS::AutoScaling::ScalingPolicy', 1);
  const template = withFleet({ targetCpuPercent: 45, targetRequestsPerMinute: 1200 });
  template.hasResourceProperties('AWS::AutoScaling::ScalingPolicy', {
    TargetTrackingConfiguration: { TargetValue: 45, PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' } },
  });
  template.hasResource('AWS::AutoScaling::ScalingPolicy', {
    Properties: {
      TargetTrackingConfiguration: {
        TargetValue: 1200,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel: Match.anyValue() },
      },
    },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^LoadBalancerListener')]),
  });
});

test('the launch template requires IMDSv2, no public address and an encrypted volume', () => {
  withFleet({ volumeSizeGiB: 40 }).hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      InstanceType: 't3.small',
      MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      Monitoring: { Enabled: true },
      NetworkInterfaces: [Match.objectLike({
        AssociatePublicIpAddress: false, Groups: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^FleetSecurityGroup'), 'GroupId'] }],
      })],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', VolumeSize: 40, DeleteOnTermination: true } }],
    },
  });
});

test.each([
  ['x86_64', InstanceType.of(InstanceClass.T3, InstanceSize.MICRO)],
  ['arm64', InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO)],
])('the machine image is the patched Amazon Linux 2023 for %s', (architecture, instanceType) => {
  const parameters = Object.values(withFleet({ instanceType }).findParameters('*')) as { Type: string; Default?: string }[];
  expect(parameters).toContainEqual(expect.objectContaining({
    Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    Default: expect.stringMatching(new RegExp(`^/aws/service/ami-amazon-linux-latest/al2023-.*-${architecture}$`)) as string,
  }));
});

test('the local run finds the environment file', () => {
  expect(only(smallest, 'AWS::EC2::LaunchTemplate').Metadata).toMatchObject({
    'gostyle:instance': { version: 1, environmentFile: '/etc/gostyle/environment', codeDeployAgent: '1.8.1-26' },
  });
});

test('instances may open Session Manager and read revisions, and nothing else', () => {
  const allowed = statementsOf(smallest, 'InstanceRole').map((statement) => [actionsOf(statement), text(statement.Resource)]);
  expect(allowed).toEqual([
    [['ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'], '*'],
    [['ssm:UpdateInstanceInformation'], 'arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:instance/*'],
    [['s3:GetObject', 's3:GetObjectVersion'], 'arn:<AWS::Partition>:s3:::<ArtifactBucketName>/Web*/Applicatio*'],
  ]);
  smallest.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
});

test('permissions and connections granted to an environment go to its instances', () => {
  const stack = environmentStack(Environment.named('staging'));
  expect(stack.grantPrincipal).toBe(stack.grantPrincipal.grantPrincipal);
  expect(stack.connections.securityGroups).toHaveLength(1);
});

test.each<[string, Ec2Options, string]>([
  ['no instance', { minCapacity: 0 }, '`compute.minCapacity` must be a whole number between 1 and 1000, got: 0'],
  ['half an instance', { minCapacity: 2.5 }, '`compute.minCapacity` must be a whole number between 1 and 1000, got: 2.5'],
  [
    'fewer at most than at least', { minCapacity: 4, maxCapacity: 3 },
    '`compute.minCapacity` must not be greater than `compute.maxCapacity` (3), got: 4',
  ],
  ['an idle fleet', { targetCpuPercent: 5 }, '`compute.targetCpuPercent` must be a whole number between 10 and 90, got: 5'],
  ['a fleet without requests', { targetRequestsPerMinute: 0 }, '`compute.targetRequestsPerMinute` must be a whole number'],
  ['a volume without room', { volumeSizeGiB: 4 }, '`compute.volumeSizeGiB` must be a whole number between 8 and 1000, got: 4'],
])('refuses %s', (_what, options, message) => {
  expect(() => Compute.ec2(options)).toThrow(message);
});
