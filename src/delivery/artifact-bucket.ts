import { RemovalPolicy } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { artifactExpiry } from './artifact-expiry';
import { grantReading, grantReadingAndWriting, grantWriting } from './artifact-grants';
import { ArtifactKey } from './artifact-key';
import { allowForeign, artifactsOf, revisionsOf, type ArtifactReader } from './artifact-reader';
import { PRIVATE_BUCKET } from '../security/private-bucket';

export interface ArtifactBucketProps {
  /** Bucket for access logs. */
  readonly accessLogs: IBucket;
  readonly pipelineName: string;
  /** Roles of other accounts that read artifacts. With any, the bucket gets a key. */
  readonly readers: ArtifactReader[];
  /** Fixed name, if others must know it in advance. */
  readonly bucketName?: string;
  /** The same for the key. */
  readonly keyAlias?: string;
}

/** Bucket for the build's output. It outlives its stack, because running instances still read from it. */
export class ArtifactBucket extends Bucket {
  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    const { accessLogs, bucketName, readers, pipelineName, keyAlias: alias } = props;
    const key = readers.length > 0 ? new ArtifactKey(scope, `${id}Key`, { alias, pipelineName, readers }) : undefined;
    super(scope, id, {
      ...PRIVATE_BUCKET,
      ...key && { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true },
      bucketName,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'artifacts/',
      lifecycleRules: artifactExpiry(pipelineName),
      // A fixed name must be free again if the stack's first creation fails, before the pipeline has put anything into the bucket.
      removalPolicy: bucketName === undefined ? RemovalPolicy.RETAIN : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const reader of readers) this.letRead(reader, pipelineName);
  }

  override grantRead(identity: IGrantable): Grant {
    return grantReading(identity, { bucket: this, keyArn: this.encryptionKey?.keyArn });
  }

  override grantReadWrite(identity: IGrantable): Grant {
    return grantReadingAndWriting(identity, { bucket: this, keyArn: this.encryptionKey?.keyArn });
  }

  override grantWrite(identity: IGrantable): Grant {
    return grantWriting(identity, { bucket: this, keyArn: this.encryptionKey?.keyArn });
  }

  private letRead({ account, actionRoleArns, revisionReaderArns }: ArtifactReader, pipelineName: string): void {
    const read = ['s3:GetObject', 's3:GetObjectVersion'];
    this.addToResourcePolicy(allowForeign(account, actionRoleArns, ['s3:GetBucketLocation', 's3:GetBucketVersioning'], [this.bucketArn]));
    this.addToResourcePolicy(allowForeign(account, actionRoleArns, read, [this.arnForObjects(artifactsOf(pipelineName))]));
    if (revisionReaderArns.length === 0) return;
    this.addToResourcePolicy(allowForeign(account, revisionReaderArns, read, [this.arnForObjects(revisionsOf(pipelineName))]));
  }
}
