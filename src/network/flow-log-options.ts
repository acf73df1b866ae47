import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Destination of flow logs. */
export interface FlowLogOptions {
  /**
   * How long the log group keeps them. The log group outlives its stack.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;

  /**
   * Destination bucket; the logs are below `flow-logs/`, from `Bucket.fromBucketName`. Its policy must let `delivery.logs.amazonaws.com` write.
   *
   * @default - the environment's own log group
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
   */
  readonly bucket?: IBucket;
}
