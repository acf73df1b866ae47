import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { LogsBindOptions } from './logs-config';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';
import type { ServiceRole } from '../core/service-role';

export interface LogForwarderProps extends LogsBindOptions {
  readonly stream: { readonly name: string; readonly arn: string };
}

/** Splits what CloudWatch Logs and the load balancer deliver into lines, and sends each to Firehose as a document. */
export class LogForwarder extends Construct {
  private readonly handler: LambdaFunction;
  private readonly role: ServiceRole;

  constructor(scope: Construct, id: string, { environmentName, logGroups, accessLogs, alarms, stream }: LogForwarderProps) {
    super(scope, id);
    const kinds = Object.fromEntries(Object.entries(logGroups).map(([kind, { logGroupName }]) => [logGroupName, kind]));
    const { handler, role } = inlineFunction(this, {
      code: 'open-search/forward-logs.cjs',
      description: 'Gives each log line to Firehose as a document for OpenSearch',
      environment: { DELIVERY_STREAM: stream.name, ENVIRONMENT: environmentName, KINDS: Stack.of(this).toJsonString(kinds) },
      timeout: Duration.minutes(5),
      memorySize: 256,
    });
    [this.handler, this.role] = [handler, role];
    allow(role, { actions: ['firehose:PutRecordBatch'], resources: [stream.arn], reason: 'log lines are sent to Firehose' });
    for (const [kind, logGroup] of Object.entries(logGroups)) this.subscribe(kind, logGroup);
    if (accessLogs) this.readAccessLogs(accessLogs);
    alarms.watch('LogForwarding', {
      metric: handler.metricErrors({ statistic: Stats.SUM, period: Duration.minutes(1) }),
      threshold: 1,
      reason: 'log lines could not be sent to Firehose; two more attempts follow, and they are in CloudWatch or Amazon S3 in any case',
    });
  }

  private subscribe(kind: string, logGroup: ILogGroup): void {
    const permission = this.allowCalls(`From-${kind}`, 'logs.amazonaws.com', logGroup.logGroupArn);
    const filter = new CfnSubscriptionFilter(this, `Subscription-${kind}`, {
      destinationArn: this.handler.functionArn, logGroupName: logGroup.logGroupName, filterPattern: '',
    });
    filter.node.addDependency(permission);
  }

  /** Through EventBridge, because a notification from the bucket to the function would be a circular dependency. */
  private readAccessLogs(bucket: Bucket): void {
    (bucket.node.defaultChild as CfnBucket).addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled', true);
    const rule = new CfnRule(this, 'AccessLogWritten', {
      description: 'The load balancer has written an access log',
      eventPattern: {
        'source': ['aws.s3'],
        'detail-type': ['Object Created'],
        // Excludes the text file with which the load balancer tests its write access.
        'detail': { bucket: { name: [bucket.bucketName] }, object: { key: [{ suffix: '.log.gz' }] } },
      },
      targets: [{ id: 'Forwarder', arn: this.handler.functionArn }],
    });
    this.allowCalls('From-access', 'events.amazonaws.com', rule.attrArn);
    allow(this.role, {
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      reason: 'access logs are read from their bucket; the wildcard is the objects, whose names the load balancer generates',
    });
  }

  private allowCalls(id: string, principal: string, sourceArn: string): CfnPermission {
    const { account } = Stack.of(this);
    return new CfnPermission(this, id, {
      action: 'lambda:InvokeFunction', functionName: this.handler.functionArn, principal, sourceAccount: account, sourceArn,
    });
  }
}
