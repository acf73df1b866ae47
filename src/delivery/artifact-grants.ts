import { Aws } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { explainWildcards } from '../core/permissions';

/** A bucket of artifacts, and which key its objects are encrypted with. */
export interface GrantedBucket {
  readonly bucket: IBucket;
  /** ARN of the key, or of every key of the account and region where the key was made in another region and is not known. */
  readonly keyArn?: string;
  /** How a key that is not known by name is distinguished from others. */
  readonly keyConditions?: Record<string, Record<string, string[]>>;
}

/** What Amazon S3 does with a key for whoever reads and writes. */
export const WRITING_WITH_KEY = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** Without the wildcards of `Bucket`, whose grants every action of the pipeline uses. */
export function grantReading(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:GetObject', 's3:GetObjectVersion'], ['kms:Decrypt']);
}

export function grantReadingAndWriting(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], WRITING_WITH_KEY);
}

export function grantWriting(to: IGrantable, granted: GrantedBucket): Grant {
  return grant(to, granted, ['s3:PutObject'], WRITING_WITH_KEY);
}

/** The key of a bucket in another region: whatever key Amazon S3 uses for the objects of this bucket, and nothing else. */
export function keyOfBucket(bucketArn: string, region: string): Record<string, Record<string, string[]>> {
  return {
    StringEquals: { 'kms:ViaService': [`s3.${region}.${Aws.URL_SUFFIX}`] },
    // With a bucket key it is the bucket, without one the object.
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
      'the key is made in another region and has no name that a policy could use; the condition is its bucket');
  }
  return onObjects.combine(Grant.addToPrincipal({ grantee, actions: keyActions, resourceArns: [keyArn], conditions: keyConditions }));
}
