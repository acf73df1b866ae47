import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { artifactsOf, revisionsOf, type ArtifactReader } from './artifact-reader';
import { KnownArtifactBucket } from './known-artifact-bucket';
import { misuse } from '../core/misuse';
import { plainText } from '../core/plain-text';

const PROP = 'artifactBucket';

export interface ExistingArtifactBucketProps {
  readonly brought: IBucket;
  readonly pipelineName: string;
  /** Roles of other accounts that read from it. */
  readonly readers: ArtifactReader[];
}

/**
 * An existing bucket. Roles of the pipeline's account get permissions through their own policies; what the policies of
 * the bucket and its key must allow to other accounts is reported in a warning, because they are not changed.
 */
export function existingArtifactBucket(scope: Construct, id: string, { brought, pipelineName, readers }: ExistingArtifactBucketProps): IBucket {
  const { region } = Stack.of(scope);
  const elsewhere = brought.env.region;
  if (!Token.isUnresolved(elsewhere) && !Token.isUnresolved(region) && elsewhere !== region) {
    throw misuse(PROP, `must be in the pipeline's region ${region}`, elsewhere, 'use a bucket in that region: CodePipeline accepts no other');
  }
  const keyArn = brought.encryptionKey?.keyArn;
  const bucket = new KnownArtifactBucket(scope, id, { bucketName: brought.bucketName, keyArn });
  if (readers.length === 0) return bucket;
  if (keyArn === undefined) {
    throw misuse(PROP, 'must be encrypted with a key when another account reads from it', plainText(scope, brought.bucketName),
      'bring it with `Bucket.fromBucketAttributes({ bucketName, encryptionKey })`, or leave it out');
  }
  const lines = readers.flatMap(({ actionRoleArns, revisionReaderArns }) => [
    's3:GetBucketLocation, s3:GetBucketVersioning on the bucket and s3:GetObject, s3:GetObjectVersion'
    + ` on ${artifactsOf(pipelineName)} to ${actionRoleArns.join(', ')}`,
    ...revisionReaderArns.length > 0
      ? [`s3:GetObject, s3:GetObjectVersion on ${revisionsOf(pipelineName)} to ${revisionReaderArns.join(', ')}`]
      : [],
    `its key kms:Decrypt to ${[...actionRoleArns, ...revisionReaderArns].join(', ')}`,
  ]);
  Annotations.of(scope).addWarningV2('gostyle:artifactBucket', `\`${PROP}\` is not changed; its policy must allow: ${lines.join('; ')}`);
  return bucket;
}
