import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { everywhere, OTHER_ACCOUNT, PIPELINE_ACCOUNT } from '../helpers/accounts';
import { PolicySimulator, RoleSimulator, type Context } from '../helpers/iam-simulator';
import { only, resources, type Statement } from '../helpers/resources';

const web = everywhere();
const stacks = web.node.findAll().filter((node): node is Stack => Stack.isStack(node));
const template = (name: string): Template => Template.fromStack(stacks.find(({ stackName }) => stackName === name)!);
const pipeline = Template.fromStack(Stack.of(web));
const region = template('Web-region-us-east-1');
const live = Template.fromStack(web.environment('live'));
const stage = Template.fromStack(web.environment('stage'));

const ROLE = {
  pipeline: /Web-pipeline-\w+/.exec(JSON.stringify(pipeline.toJSON()))![0],
  digest: /Web-digest-\w+/.exec(JSON.stringify(pipeline.toJSON()))![0],
  deliveryOfLive: /Web-live-delivery-\w+/.exec(JSON.stringify(pipeline.toJSON()))![0],
  deliveryOfStage: /Web-stage-delivery-\w+/.exec(JSON.stringify(pipeline.toJSON()))![0],
  instancesOfLive: only(live, 'AWS::EC2::LaunchTemplate') && nameOfRole(live, 'InstanceRole'),
  instancesOfStage: nameOfRole(stage, 'InstanceRole'),
};
const BUCKET = /web-artifacts-us-east-1-\w+/.exec(JSON.stringify(pipeline.toJSON()))![0];
const NAMES = {
  WebDeliveryArtifactsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  WebDeliveryArtifacts: 'arn:aws:s3:::artifacts',
  Artifacts: `arn:aws:s3:::${BUCKET}`,
  ArtifactBucketName: BUCKET,
  ArtifactKeyArn: `arn:aws:kms:us-east-1:${PIPELINE_ACCOUNT}:key/*`,
  WebNotifications: 'arn:aws:sns:eu-west-1:111122223333:topic',
};
const KEY = `arn:aws:kms:us-east-1:${PIPELINE_ACCOUNT}:key/7`;
const REVISION = `arn:aws:s3:::${BUCKET}/Web/Applicatio/a1b2c3`;
const TEMPLATES = `arn:aws:s3:::${BUCKET}/Web/Infrastruc/a1b2c3`;
const THROUGH_S3: Context = {
  'kms:ViaService': 's3.us-east-1.amazonaws.com',
  'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${BUCKET}`,
  's3:ResourceAccount': PIPELINE_ACCOUNT,
};
const there = (name: string) => `arn:aws:iam::${OTHER_ACCOUNT}:role/${name}`;
const here = (name: string) => `arn:aws:iam::${PIPELINE_ACCOUNT}:role/${name}`;

function nameOfRole(from: Template, startsWith: string): string {
  const [, { Properties }] = Object.entries(resources(from)).find(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(startsWith))!;
  return Properties.RoleName as string;
}

/** Allow statements of a policy: the statements that deny requests without TLS are tested elsewhere. */
function allowing(from: Template, type: string, property: string, startsWith: string): PolicySimulator {
  const [, { Properties }] = Object.entries(resources(from)).find(([id, { Type }]) => Type === type && id.startsWith(startsWith))!;
  const { Statement } = Properties[property] as { Statement: Statement[] };
  return new PolicySimulator(Statement.filter(({ Effect }) => Effect === 'Allow'), NAMES);
}

/** A trust policy has no resource. */
function trust(from: Template, startsWith: string): PolicySimulator {
  const [, { Properties }] = Object.entries(resources(from)).find(([id, { Type }]) => Type === 'AWS::IAM::Role' && id.startsWith(startsWith))!;
  const { Statement } = Properties.AssumeRolePolicyDocument as { Statement: Statement[] };
  return new PolicySimulator(Statement.map((statement) => ({ ...statement, Resource: '*' })));
}

describe('who may assume the roles in the other account', () => {
  const access = template('Web-live-access');
  test.each([
    ['the pipeline delivers', 'DeliveryRole', here(ROLE.pipeline), true],
    ['another role of the pipeline\'s account does not', 'DeliveryRole', here('admin'), false],
    ['a role of the same name in another account does not', 'DeliveryRole', there(ROLE.pipeline), false],
    ['the function that reports failures does not deliver', 'DeliveryRole', here(ROLE.digest), false],
    ['the function that reports failures looks there', 'DigestRole', here(ROLE.digest), true],
    ['the pipeline does not', 'DigestRole', here(ROLE.pipeline), false],
  ])('%s', (_what, role, who, expected) => {
    expect(trust(access, role).allowsRole(who, 'sts:AssumeRole', '*')).toBe(expected);
  });

  test('the pipeline may assume exactly the roles of its actions', () => {
    const role = new RoleSimulator(pipeline, 'WebDeliveryRoleDefaultPolicy', NAMES);
    const wanted = [there(ROLE.deliveryOfLive), there(ROLE.deliveryOfStage), there(`cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-us-east-1`)];
    expect(wanted.filter((arn) => !role.allows('sts:AssumeRole', arn))).toEqual([]);
    const others = [there('admin'), there(`cdk-hnb659fds-cfn-exec-role-${OTHER_ACCOUNT}-us-east-1`), here('admin')];
    expect(others.filter((arn) => role.allows('sts:AssumeRole', arn))).toEqual([]);
  });
});

describe('the role of the deployment', () => {
  const role = new RoleSimulator(template('Web-live-access'), 'DeliveryRole', NAMES);
  const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${OTHER_ACCOUNT}:${rest}`;

  test.each<[string, string, Context?]>([
    ['codedeploy:CreateDeployment', arn('codedeploy', 'deploymentgroup:Web-live/live')],
    ['codedeploy:RegisterApplicationRevision', arn('codedeploy', 'application:Web-live')],
    ['states:StartExecution', arn('states', 'stateMachine:Web-live-add-capacity')],
    ['s3:GetObject', REVISION, THROUGH_S3],
    ['kms:Decrypt', KEY, THROUGH_S3],
  ])('may %s on %s', (action, resource, context = {}) => {
    expect(role.allows(action, resource, context)).toBe(true);
  });

  test.each<[string, string, Context?]>([
    ['codedeploy:CreateDeployment', arn('codedeploy', 'deploymentgroup:Web-stage/stage')],
    ['codedeploy:CreateDeployment', `arn:aws:codedeploy:eu-west-1:${OTHER_ACCOUNT}:deploymentgroup:Web-live/live`],
    ['cloudformation:CreateChangeSet', arn('cloudformation', 'stack/Web-live/1')],
    ['s3:PutObject', REVISION, THROUGH_S3],
    ['s3:GetObject', REVISION, { 's3:ResourceAccount': OTHER_ACCOUNT }],
    ['kms:Decrypt', KEY, { ...THROUGH_S3, 'kms:EncryptionContext:aws:s3:arn': 'arn:aws:s3:::another' }],
    ['kms:Decrypt', KEY],
    ['kms:GenerateDataKey', KEY, THROUGH_S3],
    ['iam:PassRole', there('admin')],
  ])('refuses %s on %s', (action, resource, context = {}) => {
    expect(role.allows(action, resource, context)).toBe(false);
  });
});

describe('the instances', () => {
  const role = new RoleSimulator(live, 'InstanceRole', NAMES);

  test('may download and decrypt a revision', () => {
    expect([role.allows('s3:GetObject', REVISION), role.allows('kms:Decrypt', NAMES.ArtifactKeyArn, THROUGH_S3)]).toEqual([true, true]);
  });

  test.each<[string, string, Context?]>([
    ['s3:GetObject', TEMPLATES],
    ['kms:Decrypt', NAMES.ArtifactKeyArn],
    ['kms:Encrypt', NAMES.ArtifactKeyArn, THROUGH_S3],
  ])('refuses %s on %s', (action, resource, context = {}) => {
    expect(role.allows(action, resource, context)).toBe(false);
  });
});

describe('what the bucket and the key of the other region allow', () => {
  const bucket = allowing(region, 'AWS::S3::BucketPolicy', 'PolicyDocument', 'ArtifactsPolicy');
  const key = allowing(region, 'AWS::KMS::Key', 'KeyPolicy', 'ArtifactsKey');
  const deploy = `cdk-hnb659fds-deploy-role-${OTHER_ACCOUNT}-us-east-1`;

  test.each([
    ['CloudFormation\'s actions read templates', deploy, 's3:GetObject', TEMPLATES, true],
    ['the deployment reads revisions', ROLE.deliveryOfLive, 's3:GetObject', REVISION, true],
    ['instances read revisions', ROLE.instancesOfLive, 's3:GetObject', REVISION, true],
    ['instances do not read templates', ROLE.instancesOfLive, 's3:GetObject', TEMPLATES, false],
    ['nobody of the other account writes', ROLE.deliveryOfLive, 's3:PutObject', REVISION, false],
    ['instances of an environment in another region do not read', ROLE.instancesOfStage, 's3:GetObject', REVISION, false],
    ['another role does not read', 'admin', 's3:GetObject', REVISION, false],
  ])('%s', (_what, name, action, resource, expected) => {
    expect(bucket.allowsRole(there(name), action, resource)).toBe(expected);
  });

  test.each([
    [deploy, 'kms:Decrypt', true], [ROLE.deliveryOfLive, 'kms:Decrypt', true], [ROLE.instancesOfLive, 'kms:Decrypt', true],
    [ROLE.instancesOfLive, 'kms:GenerateDataKey', false], [ROLE.instancesOfStage, 'kms:Decrypt', false], ['admin', 'kms:Decrypt', false],
  ])('%s, %s: %s', (name, action, expected) => {
    expect(key.allowsRole(there(name), action, '*')).toBe(expected);
  });
});

describe('the pipeline\'s account', () => {
  test.each([
    ['the pipeline copies artifacts to the other region', 'WebDeliveryRoleDefaultPolicy', 's3:PutObject', true],
    ['an environment there reads them', 'WebDeliveryRolesusDefault', 's3:GetObject', true],
    ['and does not write', 'WebDeliveryRolesusDefault', 's3:PutObject', false],
    ['an environment here does not read them', 'WebDeliveryRolesdevDefault', 's3:GetObject', false],
  ])('%s', (_what, policy, action, expected) => {
    expect(new RoleSimulator(pipeline, policy, NAMES).allows(action, REVISION)).toBe(expected);
  });

  test('the build encrypts with the key of the pipeline\'s region', () => {
    const build = new RoleSimulator(pipeline, 'WebDeliveryBuildProjectRole', NAMES);
    expect(['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => build.allows(action, NAMES.WebDeliveryArtifactsKey))).toEqual([true, true]);
  });
});
