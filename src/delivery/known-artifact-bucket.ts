import { Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { BucketBase, type BucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { grantReading, grantReadingAndWriting, grantWriting, WRITING_WITH_KEY, type GrantedBucket } from './artifact-grants';

export interface KnownArtifactBucketProps {
  readonly bucketName: string;
  /** ARN of a key or an alias, for the pipeline's artifact store. */
  readonly keyArn?: string;
  /** What policies of the pipeline's account use in its place, with conditions. */
  readonly granted?: Omit<GrantedBucket, 'bucket'>;
}

/** A bucket of artifacts from another stack or from a user. Its policy and that of its key are never changed. */
export class KnownArtifactBucket extends BucketBase {
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly bucketDomainName: string;
  readonly bucketRegionalDomainName: string;
  readonly bucketDualStackDomainName: string;
  readonly bucketWebsiteUrl = '';
  readonly bucketWebsiteDomainName = '';
  readonly encryptionKey?: IKey;
  readonly isWebsite = false;
  policy?: BucketPolicy = undefined;
  replicationRoleArn?: string = undefined;
  disallowPublicAccess = true;

  protected autoCreatePolicy = false;

  private readonly granted: GrantedBucket;

  constructor(scope: Construct, id: string, { bucketName, keyArn, granted }: KnownArtifactBucketProps) {
    super(scope, id);
    this.bucketName = bucketName;
    this.bucketArn = Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource: bucketName });
    this.bucketDomainName = `${bucketName}.s3.${Stack.of(scope).urlSuffix}`;
    this.bucketRegionalDomainName = this.bucketDomainName;
    this.bucketDualStackDomainName = this.bucketDomainName;
    this.encryptionKey = keyArn === undefined ? undefined : this.importKey(keyArn);
    this.granted = { bucket: this, ...granted ?? { keyArn } };
  }

  override grantRead(identity: IGrantable): Grant {
    return grantReading(identity, this.granted);
  }

  override grantReadWrite(identity: IGrantable): Grant {
    return grantReadingAndWriting(identity, this.granted);
  }

  override grantWrite(identity: IGrantable): Grant {
    return grantWriting(identity, this.granted);
  }

  /** In place of the grants of `Key`, which have wildcards: a build project grants these to itself. */
  private importKey(keyArn: string): IKey {
    const key = Key.fromKeyArn(this, 'Key', keyArn);
    key.grantEncryptDecrypt = (grantee) => key.grant(grantee, ...WRITING_WITH_KEY);
    return key;
  }
}
