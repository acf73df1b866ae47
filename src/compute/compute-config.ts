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

/** What an environment's application runs on. It brings all of its own parts: the environment knows no kind of compute. */
export interface ICompute {
  /**
   * VPC endpoints that it needs in a network without internet access (`Nat.none()`), by their ids. Amazon S3 is always
   * reachable.
   *
   * @default - what EC2 instances need: CodeDeploy and Systems Manager, and CloudWatch Logs where there are `logs`
   */
  readonly endpoints?: { [id: string]: InterfaceVpcEndpointAwsService };

  /**
   * Whether nothing of it is in the environment's network: a network without private subnets is then enough.
   *
   * @default false
   */
  readonly outsideNetwork?: boolean;

  /**
   * Whether it runs the command of `beforeDeployment` by itself, because a revision reaches it by the stack: it is given one then.
   *
   * @default false - the pipeline runs it, after the stack was updated and before what the compute does for a deployment
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
   * Processor architecture of what runs a revision: `X86_64` or `ARM64`. The pipeline builds on it, and so do commands of the environment run.
   *
   * @default - not known: the build and commands run on x86
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
   * Widgets of the dashboard, beside those of requests.
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
   * Log groups of what the compute runs, by what is in them, such as `application`.
   *
   * @default - none that the environment knows
   */
  readonly logGroups?: { [log: string]: ILogGroup };
}
