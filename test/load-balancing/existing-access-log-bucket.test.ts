import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { EnvironmentStack } from '../../src';
import { warnings } from '../helpers/messages';
import { environmentWith } from '../helpers/web-pipeline';

const environment = (name: string, bring: (scope: Stack) => IBucket): EnvironmentStack =>
  environmentWith(name, (scope) => ({ accessLogBucket: bring(scope) }));

test.each(['staging', 'production'])('requests to %s are logged to the bucket, and none is made', (name) => {
  const stack = environment(name, (scope) => Bucket.fromBucketName(scope, 'Logs', 'all-access-logs'));
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::S3::Bucket', 0);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Match.arrayWith([{ Key: 'access_logs.s3.enabled', Value: 'true' }, {
      Key: 'access_logs.s3.bucket',
      Value: 'all-access-logs',
    }]),
  });
});

test('a warning lists what the policy of the bucket must allow', () => {
  expect(warnings(environment('staging', (scope) => Bucket.fromBucketName(scope, 'Logs', 'all-access-logs')))).toEqual([
    expect.stringContaining('the policy of the bucket of `environments.staging.accessLogBucket` must allow '
      + 'logdelivery.elasticloadbalancing.amazonaws.com s3:PutObject on '
      + 'arn:<AWS::Partition>:s3:::all-access-logs/load-balancer/AWSLogs/<AWS::AccountId>/*'),
  ]);
});

test('refuses a bucket of another stack of the app', () => {
  expect(() => environment('staging', (scope) => new Bucket(scope, 'Logs')))
    .toThrow('`environments.staging.accessLogBucket` must exist before the environment is deployed');
});

test('refuses a bucket with a key', () => {
  const withKey = (scope: Stack) => Bucket.fromBucketAttributes(scope, 'Logs', {
    bucketName: 'all-access-logs',
    encryptionKey: Key.fromKeyArn(scope, 'Key',
      'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef'),
  });
  expect(() => environment('staging', withKey)).toThrow('`environments.staging.accessLogBucket` must be encrypted by S3 (SSE-S3)');
});
