import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Where the flow logs of a network go. */
export interface FlowLogOptions {
  /**
   * How long a log group keeps them. It outlives its stack.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;

  /**
   * Bucket that they go to, below `flow-logs/`, from `Bucket.fromBucketName`. Its policy must let `delivery.logs.amazonaws.com` write.
   *
   * @default - a log group of the environment's own
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
   */
  readonly bucket?: IBucket;
}
