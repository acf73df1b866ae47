import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, Role, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { explainWildcards } from '../core/permissions';
import { PRIVATE_BUCKET } from '../security/private-bucket';

export interface ArtifactBucketProps {
  /** Where requests to the bucket are logged. */
  readonly accessLogs: IBucket;
}

/** Where the pipeline keeps what the build made. The bucket outlives its stack: running instances still read from it. */
export class ArtifactBucket extends Bucket {
  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id, {
      ...PRIVATE_BUCKET,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: 'artifacts/',
      lifecycleRules: [{
        id: 'ExpireReplaced',
        // The current version stays: a scale-out deploys the last successful revision, however old it is.
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Without the wildcards of `Bucket`, whose grants every action of the pipeline uses. */
  override grantRead(identity: IGrantable): Grant {
    return this.grantObjectActions(identity, 's3:GetObject', 's3:GetObjectVersion');
  }

  override grantReadWrite(identity: IGrantable): Grant {
    return this.grantObjectActions(identity, 's3:GetObject', 's3:GetObjectVersion', 's3:PutObject');
  }

  private grantObjectActions(grantee: IGrantable, ...actions: string[]): Grant {
    const objects = this.arnForObjects('*');
    if (grantee.grantPrincipal instanceof Role) {
      explainWildcards(grantee.grantPrincipal, [objects], 'an artifact is a new object in each execution; the bucket is the pipeline\'s own');
    }
    const onBucket = Grant.addToPrincipal({
      grantee, actions: ['s3:GetBucketLocation', 's3:GetBucketVersioning'], resourceArns: [this.bucketArn],
    });
    return onBucket.combine(Grant.addToPrincipal({ grantee, actions, resourceArns: [objects] }));
  }
}
