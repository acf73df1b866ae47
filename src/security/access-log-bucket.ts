import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Bucket, type ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PRIVATE_BUCKET } from './private-bucket';
import { acknowledge } from '../core/acknowledge';

/** Destination of access logs of a load balancer, a distribution or another bucket. Logs are kept for a year. */
export class AccessLogBucket extends Bucket {
  constructor(scope: Construct, id: string, objectOwnership: ObjectOwnership | undefined = PRIVATE_BUCKET.objectOwnership) {
    super(scope, id, {
      // SSE-S3, because neither load balancers nor buckets can write logs to a bucket that is encrypted with a KMS key.
      ...PRIVATE_BUCKET,
      objectOwnership,
      lifecycleRules: [{
        id: 'ExpireLogs',
        expiration: Duration.days(365),
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this, 'AwsSolutions-S1', 'it stores access logs; logging its own requests would be recursive');
  }
}
