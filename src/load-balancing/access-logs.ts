import { Stack } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { AccessLogBucket } from '../security/access-log-bucket';

const PREFIX = 'load-balancer';

/**
 * Logs every request to a bucket of its own. What aws-cdk-lib has for it asks for a concrete region, although the
 * principal that delivers logs is the same in all of them.
 */
export function logAccess(loadBalancer: ApplicationLoadBalancer, scope: Construct): void {
  const stack = Stack.of(scope);
  const bucket = new AccessLogBucket(scope, 'AccessLogs');
  bucket.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(`${PREFIX}/AWSLogs/${stack.account}/*`)],
    conditions: {
      ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'elasticloadbalancing', resource: 'loadbalancer', resourceName: '*' }) },
    },
  }));
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  loadBalancer.setAttribute('access_logs.s3.prefix', PREFIX);
  // The load balancer proves that it may write when the attribute is set.
  loadBalancer.node.addDependency(bucket.policy!);
}
