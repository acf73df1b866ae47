import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { ObjectOwnership, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { misuse } from '../core/misuse';
import { requireOutside } from '../core/outside';
import { AccessLogBucket } from '../security/access-log-bucket';

export interface DistributionLogs {
  readonly environmentName: string;
  readonly production: boolean;
  readonly logBucket?: IBucket;
}

/** Regions that are on in every account: CloudFront writes its logs to buckets of these. */
const REGIONS_WITH_LOGS: readonly string[] = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1',
  'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
];

/**
 * Where a distribution logs requests. Its newer way of delivering logs can only be set up in us-east-1; this one works from any region, and writes
 * by an access control list, which CloudFront adds to the bucket itself.
 */
export function logsOf(scope: Construct, { environmentName, production, logBucket }: DistributionLogs): IBucket | undefined {
  if (logBucket) return existing(scope, logBucket);
  if (!production) return undefined;
  const { region } = Stack.of(scope);
  if (hasNoLogs(region)) {
    throw misuse(`environments.${environmentName}.cdn`, 'must have a `logBucket` of another region, because CloudFront cannot write logs to this one',
      region, 'bring one from us-east-1, for example');
  }
  return new AccessLogBucket(scope, 'Logs', ObjectOwnership.BUCKET_OWNER_PREFERRED);
}

/** CloudFront would refuse a bucket that is there. */
function hasNoLogs(region: string): boolean {
  return !Token.isUnresolved(region) && !REGIONS_WITH_LOGS.includes(region);
}

function existing(scope: Construct, bucket: IBucket): IBucket {
  requireOutside('cdn.logBucket', bucket.bucketName, scope, 'use `Bucket.fromBucketName`, or leave it out for a bucket of the environment\'s own');
  const { region } = bucket.env;
  // One that is imported by its name only is where the stack is, as far as aws-cdk-lib knows.
  if (region !== Stack.of(bucket).region && hasNoLogs(region)) {
    throw misuse('cdn.logBucket', 'must not be in an opt-in region, because CloudFront cannot write logs there', region,
      'bring one from us-east-1, for example');
  }
  Annotations.of(Stack.of(scope)).addWarningV2('gostyle:cdnLogBucket', 'the bucket of `cdn.logBucket` must have access control lists enabled'
    + ' (`BucketOwnerPreferred`): without them the distribution cannot be created');
  return bucket;
}
