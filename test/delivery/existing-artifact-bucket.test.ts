import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Environment, GoStyleWebPipeline } from '../../src';
import { PRIVATE_BUCKET } from '../../src/security/private-bucket';
import { OTHER_ACCOUNT, PIPELINE_ACCOUNT } from '../helpers/accounts';
import { RoleSimulator } from '../helpers/iam-simulator';
import { actionsOf, only, statements, type Statement } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

const HERE = { account: PIPELINE_ACCOUNT, region: 'eu-west-1' };
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0123';
const REVISION = 'arn:aws:s3:::ours/Web/Applicatio/1';

const named = (scope: Stack): IBucket => Bucket.fromBucketName(scope, 'Ours', 'ours');
const encrypted = (scope: Stack): IBucket =>
  Bucket.fromBucketAttributes(scope, 'Ours', { bucketName: 'ours', encryptionKey: Key.fromKeyArn(scope, 'Key', KEY_ARN) });

function pipelineWith(bucket: (scope: Stack) => IBucket, ...environments: Environment[]): GoStyleWebPipeline {
  const stack = new Stack(new App(), 'WebPipeline', { env: HERE });
  return new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments, artifactBucket: bucket(stack) });
}

test('an existing bucket is used, and neither a bucket nor one for its logs is created', () => {
  const template = Template.fromStack(Stack.of(pipelineWith(named, Environment.named('dev'))));
  template.resourceCountIs('AWS::S3::Bucket', 0);
  template.resourceCountIs('AWS::S3::BucketPolicy', 0);
  expect(only(template, 'AWS::CodePipeline::Pipeline').Properties.ArtifactStore).toEqual({ Type: 'S3', Location: 'ours' });
  expect(new RoleSimulator(template, 'WebDeliveryBuildProjectRole').allows('s3:PutObject', REVISION)).toBe(true);
  expect(new RoleSimulator(template, 'WebDeliveryRolesdev').allows('s3:PutObject', REVISION)).toBe(false);
});

test('its key is used without a wildcard action, by instances too', () => {
  const web = pipelineWith(encrypted, Environment.named('dev'));
  const template = Template.fromStack(Stack.of(web));
  expect(only(template, 'AWS::CodeBuild::Project').Properties.EncryptionKey).toBe(KEY_ARN);
  expect(statements(template).flatMap(({ statement }) => actionsOf(statement)).filter((action) => action.includes('*'))).toEqual([]);
  expect(new RoleSimulator(template, 'WebDeliveryRolesdev').allows('kms:Decrypt', KEY_ARN)).toBe(true);
  expect(Object.keys(Template.fromStack(web.environment('dev')).findParameters('ArtifactKeyArn'))).toEqual(['ArtifactKeyArn']);
});

test('a bucket of the same stack keeps its policy', () => {
  const bucket = (scope: Stack) =>
    new Bucket(scope, 'Ours', { ...PRIVATE_BUCKET, lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }] });
  const template = Template.fromStack(Stack.of(pipelineWith(bucket, Environment.named('dev'))));
  const { PolicyDocument } = only(template, 'AWS::S3::BucketPolicy').Properties as { PolicyDocument: { Statement: Statement[] } };
  expect(PolicyDocument.Statement.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
});

describe('when another account reads from it', () => {
  const stage = Environment.named('stage', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } });

  test('a warning lists what its policies must allow, and nothing is added', () => {
    const stack = Stack.of(pipelineWith(encrypted, stage));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(
      '`artifactBucket` is not changed; its policy must allow: .*s3:GetObject.* on Web\\*/Applicatio\\* '
      + 'to arn:aws:iam::444455556666:role/Web-stage-instances-.*; its key kms:Decrypt to '));
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 0);
  });

  test('refuses a bucket without a key', () => {
    expect(() => pipelineWith(named, stage))
      .toThrow('`artifactBucket` must be encrypted with a key when another account reads from it, got: "ours"; bring it with');
  });
});

test('refuses a bucket of another region', () => {
  const elsewhere = (scope: Stack) => Bucket.fromBucketAttributes(scope, 'Ours', { bucketName: 'ours', region: 'us-east-1' });
  expect(() => pipelineWith(elsewhere, Environment.named('dev')))
    .toThrow('`artifactBucket` must be in the pipeline\'s region eu-west-1, got: "us-east-1"; use a bucket in that region');
});
