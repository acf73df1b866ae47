import { Aws } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { explainWildcards } from '../core/permissions';

/** A bucket of artifacts, and the key that encrypts its objects. */
export interface GrantedBucket {
  readonly bucket: IBucket;
  /** ARN of the key; if the key is created in another region, a wildcard for all keys of that account and region. */
  readonly keyArn?: string;
  /** Condition that then restricts the wildcard to one key. */
  readonly keyConditions?: Record<string, Record<string, string[]>>;
}

/** KMS actions that Amazon S3 performs for whoever reads and writes objects. */
export const WRITING_WITH_KEY = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** In place of the grants of `Bucket`, which have wildcards and are used by every action of the pipeline. */
export function grantReading(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt']);
}

export function grantReadingAndWriting(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], WRITING_WITH_KEY);
}

export function grantWriting(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:PutObject'], WRITING_WITH_KEY);
}

/** Restricts the wildcard to whichever key Amazon S3 uses for the objects of this bucket. */
export function keyOfBucket(bucketArn: string, region: string): Record<string, Record<string, string[]>> {
  return {
    StringEquals: { 'kms:ViaService': [`s3.${region}.${Aws.URL_SUFFIX}`] },
    // The encryption context is the bucket with a bucket key, and the object without one.
    StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] },
  };
}

function grant(grantee: IGrantable, { bucket, keyArn, keyConditions }: GrantedBucket, actions: string[], keyActions: string[]): Grant {
  const objects = bucket.arnForObjects('*');
  const { grantPrincipal } = grantee;
  if (Construct.isConstruct(grantPrincipal)) {
    explainWildcards(grantPrincipal, [objects], 'an artifact is a new object in each execution; the bucket is the pipeline\'s own');
  }
  const onBucket = Grant.addToPrincipal({ grantee, actions: ['s3:GetBucketLocation', 's3:GetBucketVersioning'], resourceArns: [bucket.bucketArn] });
  const onObjects = onBucket.combine(Grant.addToPrincipal({ grantee, actions, resourceArns: [objects] }));
  if (keyArn === undefined) return onObjects;
  if (Construct.isConstruct(grantPrincipal) && keyConditions) {
    explainWildcards(grantPrincipal, [keyArn],
      'the key is created in another region, so its id is unknown; a condition limits it to the bucket');
  }
  return onObjects.combine(Grant.addToPrincipal({ grantee, actions: keyActions, resourceArns: [keyArn], conditions: keyConditions }));
}
