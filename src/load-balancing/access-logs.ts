import { Annotations, Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { misuse } from '../core/misuse';
import { requireOutside } from '../core/outside';
import { plainText } from '../core/plain-text';
import { AccessLogBucket } from '../security/access-log-bucket';

const PREFIX = 'load-balancer';
const LOG_DELIVERY = 'logdelivery.elasticloadbalancing.amazonaws.com';

/**
 * Logs every request to a bucket of its own. aws-cdk-lib's method requires a concrete region, although the
 * principal that delivers logs is the same in all regions.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function logAccess(loadBalancer: ApplicationLoadBalancer, scope: Construct): AccessLogBucket {
  const stack = Stack.of(scope);
  const bucket = new AccessLogBucket(scope, 'AccessLogs');
  bucket.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(LOG_DELIVERY)],
    actions: ['s3:PutObject'],
    resources: [logObjects(bucket, stack)],
    conditions: {
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'elasticloadbalancing', resource: 'loadbalancer', resourceName: '*' }) },
    },
  }));
  sendLogs(loadBalancer, bucket);
  // AWS checks write access to the bucket when the attribute is set, so the policy must come first.
  loadBalancer.node.addDependency(bucket.policy!);
  return bucket;
}

/** Logs every request to an existing bucket. Its policy is not changed, so a warning says what it must allow. */
export function logAccessTo(bucket: IBucket, loadBalancer: ApplicationLoadBalancer, prop: string): void {
  requireOutside(prop, bucket.bucketName, loadBalancer, 'use `Bucket.fromBucketName`, or leave it out for a bucket of the environment\'s own');
  if (bucket.encryptionKey) {
    throw misuse(prop, 'must be encrypted by S3 (SSE-S3), because load balancers cannot write logs with a key', 'a bucket with a key',
      'use another bucket');
  }
  sendLogs(loadBalancer, bucket);
  const stack = Stack.of(loadBalancer);
  Annotations.of(stack).addWarningV2('gostyle:accessLogBucket', `the policy of the bucket of \`${prop}\` must allow ${LOG_DELIVERY}`
    + ` s3:PutObject on ${plainText(stack, logObjects(bucket, stack))}: without it the load balancer cannot be created`);
}

function sendLogs(loadBalancer: ApplicationLoadBalancer, bucket: IBucket): void {
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  loadBalancer.setAttribute('access_logs.s3.prefix', PREFIX);
}

function logObjects(bucket: IBucket, { account }: Stack): string {
  return bucket.arnForObjects(`${PREFIX}/AWSLogs/${account}/*`);
}
