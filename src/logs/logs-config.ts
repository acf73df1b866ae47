import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StandingResource } from '../cost/standing-resource';
import type { NetworkConfig } from '../network/network-config';
import type { IEnvironmentAlarms } from '../observability/alarms-config';
import type { LogOptions } from '../observability/log-options';

/** Where the logs of an environment go. */
export interface ILogs {
  /** What the compute sends to CloudWatch, and how long it stays there. */
  readonly toCloudWatch: LogOptions;

  /**
   * Whether it keeps data in subnets that have no route to the internet.
   *
   * @default false
   */
  readonly needsDataSubnets?: boolean;

  /**
   * Called by the environment, after its compute was created.
   *
   * @param scope stack of the environment
   * @param options what is logged, and where
   */
  bind(scope: Construct, options: LogsBindOptions): LogsConfig;
}

/** What an environment logs, and where. */
export interface LogsBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The network, and its subnets. */
  readonly network: NetworkConfig;

  /** Where alarms are created. */
  readonly alarms: IEnvironmentAlarms;

  /**
   * ARN of the topic for alarms.
   *
   * @default - none that a role of the environment may publish to: it is in another account
   */
  readonly topicArn?: string;

  /** Log groups of the environment, by what is in them: `application`, `agent`, `hooks`, `tasks`, `function`, `flow`. */
  readonly logGroups: { [log: string]: ILogGroup };

  /**
   * Bucket of the environment's own that the load balancer logs requests to.
   *
   * @default - none: requests are not logged, or to a bucket that exists already
   */
  readonly accessLogs?: Bucket;
}

/** What the destination of the logs adds to an environment. */
export interface LogsConfig {
  /**
   * Widgets of the dashboard.
   *
   * @default - its alarms only
   */
  readonly widgets?: IWidget[];

  /**
   * Standing costs that cannot be derived from resource types.
   *
   * @default - none
   */
  readonly standingResources?: StandingResource[];
}
