import { RemovalPolicy } from 'aws-cdk-lib';
import { FlowLog, FlowLogDestination, FlowLogMaxAggregationInterval, FlowLogResourceType, FlowLogTrafficType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FlowLogOptions } from './flow-log-options';
import { acknowledge } from '../core/acknowledge';
import { guardFactories } from '../core/guard-factories';
import { misuse } from '../core/misuse';
import { requireOutside } from '../core/outside';

/**
 * Which connections of a network are logged, and where.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
 */
export class FlowLogs {
  /**
   * Rejected connections. A few cents a month.
   *
   * @param options destination of the logs
   */
  static rejectedTraffic(options: FlowLogOptions = {}): FlowLogs {
    return new FlowLogs(FlowLogTrafficType.REJECT, options);
  }

  /**
   * All connections. About 0.50 USD a GB in CloudWatch and half of that in Amazon S3; a busy network produces many.
   *
   * @param options destination of the logs
   */
  static allTraffic(options: FlowLogOptions = {}): FlowLogs {
    return new FlowLogs(FlowLogTrafficType.ALL, options);
  }

  /** No flow logs. */
  static none(): FlowLogs {
    return new FlowLogs(undefined, {});
  }

  private constructor(private readonly trafficType: FlowLogTrafficType | undefined, private readonly options: FlowLogOptions) {
    const { bucket, retention } = options;
    if (bucket && retention !== undefined) {
      throw misuse('flowLogs.retention', 'must not be set together with `bucket`, whose lifecycle rules decide', retention, 'leave out one of them');
    }
  }

  /**
   * Gives the log group that they go to, if they do.
   *
   * @internal
   */
  _record(scope: Construct, vpc: IVpc): ILogGroup | undefined {
    if (this.trafficType === undefined) {
      acknowledge(vpc, 'AwsSolutions-VPC7', 'the user has turned flow logs off');
      return undefined;
    }
    return new FlowLog(scope, 'FlowLog', {
      resourceType: FlowLogResourceType.fromVpc(vpc),
      destination: this.destination(scope),
      trafficType: this.trafficType,
      maxAggregationInterval: FlowLogMaxAggregationInterval.TEN_MINUTES,
    }).logGroup;
  }

  private destination(scope: Construct): FlowLogDestination {
    const { bucket, retention = RetentionDays.THREE_MONTHS } = this.options;
    if (bucket) {
      requireOutside('flowLogs.bucket', bucket.bucketName, scope, 'use `Bucket.fromBucketName`');
      return FlowLogDestination.toS3(bucket, 'flow-logs');
    }
    const logGroup = new LogGroup(scope, 'FlowLogs', { retention, removalPolicy: RemovalPolicy.RETAIN });
    const role = new Role(scope, 'FlowLogRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
    return FlowLogDestination.toCloudWatchLogs(logGroup, role);
  }
}

guardFactories('FlowLogs', FlowLogs);
