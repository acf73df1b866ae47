import type { Duration } from 'aws-cdk-lib';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConnectable, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';
import type { ApplicationConfig } from '../application/application-config';
import type { StandingResource } from '../cost/standing-resource';
import type { SecretReference } from '../data/secret-reference';
import type { Command } from '../delivery/command';
import type { IDelivery } from '../delivery/delivery-config';
import type { IRevisions } from '../delivery/revisions-config';
import type { IStep } from '../delivery/step-config';
import type { ILoadBalancing } from '../load-balancing/load-balancing-config';
import type { NetworkConfig } from '../network/network-config';
import type { IEnvironmentAlarms } from '../observability/alarms-config';
import type { LogOptions } from '../observability/log-options';

/** What an environment's application runs on. It brings all of its own parts, because the environment is independent of the kind of compute. */
export interface ICompute {
  /**
   * VPC endpoints that it needs in a network without internet access (`Nat.none()`), by their ids. Amazon S3 is always
   * reachable.
   *
   * @default - what EC2 instances need: CodeDeploy and Systems Manager, and CloudWatch Logs where there are `logs`
   */
  readonly endpoints?: { [id: string]: InterfaceVpcEndpointAwsService };

  /**
   * Whether it has no resources in the environment's network, which then needs no private subnets.
   *
   * @default false
   */
  readonly outsideNetwork?: boolean;

  /**
   * Whether it runs the command of `beforeDeployment` itself, because revisions reach it through the stack. `bind` then receives the command.
   *
   * @default false - the pipeline runs it, after the stack was updated and before the compute's own steps
   */
  readonly runsBeforeDeployment?: boolean;

  /**
   * Called by the environment.
   *
   * @param scope stack of the environment
   * @param options what runs, and where
   */
  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig;
}

/** What to run, and where. */
export interface ComputeBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** The pipeline, whose stack the compute must not refer to. */
  readonly pipeline: PipelineReference;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The application. */
  readonly application: ApplicationConfig;

  /** Environment variables of the application besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. Values may be known only at deployment. */
  readonly variables: { [name: string]: string };

  /** Secret variables in the application's environment. Whatever reads them needs their `permissions`. */
  readonly secrets: { [name: string]: SecretReference };

  /** The network, and its subnets for what the application runs on. */
  readonly network: NetworkConfig;

  /** The load balancer, which forwards to a target group that the compute creates. */
  readonly loadBalancing: ILoadBalancing;

  /** How long a deregistered target may finish its requests. */
  readonly drain: Duration;

  /** Where the compute creates its alarms. */
  readonly alarms: IEnvironmentAlarms;

  /** Alarms of attachments that a bad revision raises. The compute treats them like its own. */
  readonly rollbackAlarms: IAlarm[];

  /** Where revisions are stored. */
  readonly revisions: IRevisions;

  /**
   * Which logs to send to CloudWatch.
   *
   * @default - none
   */
  readonly logs?: LogOptions;

  /**
   * Command to run once before a revision serves, for a compute that `runsBeforeDeployment`.
   *
   * @default - none
   */
  readonly beforeDeployment?: Command;

  /** The rules that let the application connect to its attachments. A command that runs while the stack is updated must depend on them. */
  readonly connectionRules: IDependable;

  /**
   * Name that the role of the `revisionReader` must have, because a policy in another account refers to it before it exists.
   *
   * @default - any name
   */
  readonly revisionReaderName?: string;
}

/** A pipeline, as seen by an environment. */
export interface PipelineReference {
  /** Its name. */
  readonly name: string;

  /** Account that it is in. */
  readonly account: string;

  /** Region that it is in. */
  readonly region: string;
}

/** The compute of an environment. */
export interface ComputeConfig {
  /** The application, to grant permissions to. */
  readonly grantable: IGrantable;

  /** The application, to allow connections to and from. */
  readonly connectable: IConnectable;

  /** How a revision reaches it. */
  readonly delivery: IDelivery;

  /**
   * Processor architecture that revisions run on: `X86_64` or `ARM64`. The build and the commands of the environment run on it, too.
   *
   * @default - unknown: the build and commands run on x86
   */
  readonly architecture?: string;

  /**
   * Role that downloads revisions. In another account it must have the `revisionReaderName` that the compute received.
   *
   * @default - none: revisions arrive in another way
   */
  readonly revisionReader?: IRole;

  /**
   * Steps before each deployment, after those of attachments.
   *
   * @default - none
   */
  readonly beforeDeployment?: IStep[];

  /**
   * Steps after each deployment.
   *
   * @default - none
   */
  readonly afterDeployment?: IStep[];

  /**
   * Alarms that stop a deployment and roll it back.
   *
   * @default - none
   */
  readonly rollbackAlarms?: IAlarm[];

  /**
   * Widgets of the dashboard, in addition to those of requests.
   *
   * @default - none
   */
  readonly widgets?: IWidget[];

  /**
   * How long a deployment takes, for a message at synthesis: `to the 3 hosts takes ...`.
   *
   * @default - no message
   */
  readonly deploymentTime?: string;

  /**
   * Standing costs that cannot be derived from resource types.
   *
   * @default - none
   */
  readonly standingResources?: StandingResource[];

  /**
   * Log groups of the compute, by their content, such as `application`.
   *
   * @default - none that the environment knows
   */
  readonly logGroups?: { [log: string]: ILogGroup };
}
