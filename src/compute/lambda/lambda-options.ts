import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LambdaDeployment } from './lambda-deployment';

/** Size of a Lambda function, and how traffic moves to a new revision. */
export interface LambdaOptions {
  /**
   * Path in the revision of the program that starts the application: an executable file (mode 755, LF line endings), such as a shell script with
   * `exec node main.mjs`. The AWS Lambda Web Adapter runs it unchanged and sends it the requests.
   *
   * @default 'run.sh'
   */
  readonly startScript?: string;

  /**
   * Memory in MiB, 128 to 10240. CPU is proportional to it: one vCPU at 1769 MiB. A change publishes a version.
   *
   * @default 1024
   */
  readonly memorySize?: number;

  /**
   * How long one request may take, 1 to 900 seconds; after that the load balancer answers 502. The first request of an execution environment
   * includes the start of the application.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;

  /**
   * Processor architecture. The revision must be built for it: native modules and binaries of the other one fail with `exec format error`.
   *
   * @default Architecture.ARM_64 - a fifth cheaper than x86
   */
  readonly architecture?: Architecture;

  /**
   * How traffic moves to a new version.
   *
   * @default - production: `LambdaDeployment.canary10Percent(Duration.minutes(5))`, else `LambdaDeployment.allAtOnce()`
   */
  readonly deployment?: LambdaDeployment;

  /**
   * Maximum of concurrent requests, 1 or more: each execution environment answers one. Requests above it are throttled, and the
   * load balancer answers 502. The number is reserved from the account's limit, 1000 in a region unless it was raised.
   *
   * @default - as many as the account's limit leaves
   */
  readonly reservedConcurrency?: number;

  /**
   * Execution environments that are started in advance, 1 or more, billed by the hour. Requests then wait for a start of the
   * application only when more arrive at the same time.
   *
   * @default - none: the first request of each execution environment waits
   */
  readonly provisionedConcurrency?: number;

  /**
   * Whether the function is in the environment's network. Outside it, the function reaches the internet without NAT, but nothing in the network.
   *
   * @default true
   */
  readonly inNetwork?: boolean;

  /**
   * Additional security groups in the network, up to 4.
   *
   * @default - only its own
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether AWS X-Ray traces requests: the first each second, and 5 of 100. Costs 5 USD for a million traces.
   *
   * @default false
   */
  readonly tracing?: boolean;

  /**
   * How long the application's output is kept, in the log group `/aws/lambda/<stack>`, at about 0.50 USD a GB.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * ARN of a version of the AWS Lambda Web Adapter's layer, for example a copy in your own account. AWS China needs one.
   *
   * @default - AWS's own, release 1.0.0, in the environment's region
   * @see https://github.com/aws/aws-lambda-web-adapter
   */
  readonly webAdapterLayerArn?: string;
}
