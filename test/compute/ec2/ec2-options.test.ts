import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, MachineImage, SecurityGroup, Vpc, WindowsVersion } from 'aws-cdk-lib/aws-ec2';
import { Compute, Ec2Fleet, Environment, type Ec2Options } from '../../../src';
import { only, text } from '../../helpers/resources';
import { environmentStack, environmentTemplate } from '../../helpers/web-pipeline';

const small = (family: InstanceClass) => InstanceType.of(family, InstanceSize.SMALL);
const template = (options: Ec2Options) => environmentTemplate(Environment.named('staging', { compute: Compute.ec2(options) }));

function userData(options: Ec2Options): string {
  const { UserData } = only(template(options), 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

test('several types and Spot Instances make a mixed instances policy with capacity rebalancing', () => {
  template({
    instanceType: small(InstanceClass.T4G),
    moreInstanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.MEDIUM)],
    spotPercentage: 70,
    onDemandBaseCapacity: 1,
  }).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    CapacityRebalance: true,
    LaunchTemplate: Match.absent(),
    MixedInstancesPolicy: {
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 1,
        OnDemandPercentageAboveBaseCapacity: 30,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
      LaunchTemplate: { Overrides: [{ InstanceType: 't4g.small' }, { InstanceType: 'm7g.medium' }] },
    },
  });
});

test('one type on demand needs no policy', () => {
  template({}).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    MixedInstancesPolicy: Match.absent(), CapacityRebalance: Match.absent(), LaunchTemplate: Match.anyValue(),
  });
});

test('a custom image, with its root device name', () => {
  const machineImage = MachineImage.fromSsmParameter('/images/web');
  template({ machineImage, rootDeviceName: '/dev/sda1' }).hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: Match.objectLike({ BlockDeviceMappings: [Match.objectLike({ DeviceName: '/dev/sda1' })] }),
  });
});

test('user data added later also runs before the agent and counts towards the limit', () => {
  const stack = environmentStack(Environment.named('staging', { compute: Compute.ec2() }));
  const { autoScalingGroup } = Ec2Fleet.of(stack);
  autoScalingGroup.addUserData('echo added');
  const lines = () => autoScalingGroup.userData.render().split('\n');
  expect(lines().indexOf('echo added')).toBeLessThan(lines().lastIndexOf('install_codedeploy_agent'));
  expect(lines().indexOf('echo added')).toBeGreaterThan(lines().lastIndexOf('start_placeholder'));
  autoScalingGroup.addUserData(`echo ${'x'.repeat(16_000)}`);
  expect(() => Template.fromStack(stack)).toThrow(/user data must not be longer than 16384 bytes, got: \d+; shorten `application/);
});

test('additional security groups are added to the fleet\'s own', () => {
  const securityGroup = SecurityGroup.fromSecurityGroupId(new Stack(new App(), 'Other'), 'Group', 'sg-1');
  template({ securityGroups: [securityGroup] }).hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: Match.objectLike({ NetworkInterfaces: [Match.objectLike({ Groups: [Match.anyValue(), 'sg-1'] })] }),
  });
});

test('another release of the agent is in user data and in the metadata for local runs', () => {
  expect(userData({ codeDeployAgent: '2.1.0-40' })).toContain("export GOSTYLE_CODEDEPLOY_AGENT='2.1.0-40'");
  expect(only(template({ codeDeployAgent: '2.1.0-40' }), 'AWS::EC2::LaunchTemplate').Metadata)
    .toMatchObject({ 'gostyle:instance': { codeDeployAgent: '2.1.0-40' } });
});

test.each<[string, Ec2Options, string]>([
  ['types of two architectures', { moreInstanceTypes: [small(InstanceClass.T4G)] },
    '`compute.moreInstanceTypes` must have the architecture of `compute.instanceType` (x86_64), because there is one machine image'],
  ['a type twice', { moreInstanceTypes: [small(InstanceClass.T3)] }, '`compute.moreInstanceTypes` must name each type once'],
  ['more Spot Instances than all', { spotPercentage: 101 }, '`compute.spotPercentage` must be a whole number between 0 and 100, got: 101'],
  ['a base above the smallest size', { onDemandBaseCapacity: 3 }, '`compute.onDemandBaseCapacity` must be a whole number between 0 and 2, got: 3'],
  ['a release without its build', { codeDeployAgent: '1.8.1' }, '`compute.codeDeployAgent` must be a release of version 1 or 2 with its build'],
  ['the latest agent', { codeDeployAgent: 'latest' }, '`compute.codeDeployAgent` must be a release of version 1 or 2 with its build'],
])('refuses %s', (_what, options, message) => {
  expect(() => Compute.ec2(options)).toThrow(message);
});

test('refuses an image of Windows, and a security group of another stack', () => {
  const machineImage = MachineImage.latestWindows(WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE);
  expect(() => template({ machineImage })).toThrow('`compute.machineImage` must be for Linux');
  const other = new Stack(new App(), 'Other');
  const securityGroups = [new SecurityGroup(other, 'Group', { vpc: new Vpc(other, 'Vpc') })];
  expect(() => template({ securityGroups })).toThrow('`compute.securityGroups` must exist before the environment is deployed');
});
