import { Annotations, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal, type FromRoleArnOptions, type IRole } from 'aws-cdk-lib/aws-iam';
import { Compute, Logs, type EnvironmentStack } from '../../../src';
import { warnings } from '../../helpers/messages';
import { statements } from '../../helpers/resources';
import { environmentWith } from '../../helpers/web-pipeline';

const ARN = 'arn:aws:iam::111122223333:role/team/instances';

const staging = (bring: (scope: Stack) => IRole): EnvironmentStack =>
  environmentWith('staging', (scope) => ({ compute: Compute.ec2({ instanceRole: bring(scope) }), logs: Logs.cloudWatch({ unit: 'shop.service' }) }));

const imported = (options?: FromRoleArnOptions) => staging((scope) => Role.fromRoleArn(scope, 'Role', ARN, options));

test('instances use the role, and the environment creates none for them', () => {
  const template = Template.fromStack(imported());
  template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: ['instances'] });
  expect(Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith('InstanceRole'))).toEqual([]);
});

test('permissions are added as a policy of the environment\'s own stack', () => {
  const stack = imported();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['instances'], PolicyDocument: Match.objectLike({ Statement: Match.anyValue() }) });
  const actions = statements(template).filter(({ policy }) => policy.startsWith('InstanceRole')).flatMap(({ statement }) => statement.Action);
  expect(actions).toEqual(expect.arrayContaining(['ssmmessages:OpenDataChannel', 's3:GetObject', 'logs:PutLogEvents']));
  expect(warnings(stack)).toEqual([]);
});

test('permissions granted to the environment go to the role', () => {
  const stack = imported();
  Role.fromRoleArn(stack, 'Other', 'arn:aws:iam::111122223333:role/other').grantAssumeRole(stack.grantPrincipal);
  const added = statements(Template.fromStack(stack)).filter(({ statement }) => statement.Action === 'sts:AssumeRole');
  expect(added.map(({ policy }) => policy)).toEqual([expect.stringMatching(/^InstanceRole/)]);
});

test('an immutable role is not changed, and a warning lists what it must allow', () => {
  const stack = imported({ mutable: false });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: ['instances'] });
  expect(statements(Template.fromStack(stack)).filter(({ policy }) => policy.startsWith('InstanceRole'))).toEqual([]);
  const [warning] = warnings(stack);
  expect(warning).toContain('`compute.instanceRole` is not changed; it must let EC2 assume it and allow: ssmmessages:CreateControlChannel');
  expect(warning).toContain('ssm:UpdateInstanceInformation on arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:instance/*');
  expect(warning).toContain('s3:GetObject, s3:GetObjectVersion on arn:<AWS::Partition>:s3:::<ArtifactBucketName>/Web*/Applicatio*');
  expect(warning).toContain('logs:PutLogEvents');
  expect(warnings(stack)).toHaveLength(1);
  Template.fromStack(stack).hasOutput('ArtifactBucket', { Value: { Ref: 'ArtifactBucketName' } });
});

test('the warning can be acknowledged', () => {
  const stack = imported({ mutable: false });
  Annotations.of(stack).acknowledgeWarning('gostyle:instanceRole', 'reviewed');
  expect(warnings(stack)).toEqual([]);
});

test('a role can be named without its account', () => {
  const stack = staging((scope) => Role.fromRoleName(scope, 'Role', 'instances'));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['instances'] });
});

test('refuses a role of another stack of the app', () => {
  expect(() => staging((scope) => new Role(scope, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') })))
    .toThrow('`compute.instanceRole` must exist before the environment is deployed, and not be created by another stack of this app, got: "Role');
});
