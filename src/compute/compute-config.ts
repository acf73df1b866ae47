import type { Duration } from 'aws-cdk-lib';
import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConnectable, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
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

/** What an environment's application runs on. It is self-contained; the environment refers to no kind of compute. */
export interface ICompute {
  /**
   * What of AWS it must reach where nothing goes to the internet (`Nat.none()`): VPC endpoints, by the ids that they get. Amazon S3 is reached
   * always.
   *
   * @default - what EC2 instances need: CodeDeploy and Systems Manager, and CloudWatch Logs where there are `logs`
   */
  readonly endpoints?: { [id: string]: InterfaceVpcEndpointAwsService };

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

/** What runs, and where. */
export interface ComputeBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** The pipeline, whose stack must not be referred to. */
  readonly pipeline: PipelineReference;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The application. */
  readonly application: ApplicationConfig;

  /** What the application finds in its environment besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. Values may be known only at deployment. */
  readonly variables: { [name: string]: string };

  /** Secret variables in the application's environment. Reading them requires their `permissions`. */
  readonly secrets: { [name: string]: SecretReference };

  /** The network, and its subnets for what the application runs on. */
  readonly network: NetworkConfig;

  /** The load balancer, which serves a target group that the compute makes. */
  readonly loadBalancing: ILoadBalancing;

  /** How long a target that is taken out of service may finish its requests. */
  readonly drain: Duration;

  /** Where the compute creates its alarms. */
  readonly alarms: IEnvironmentAlarms;

  /** Alarms of attachments that a bad revision raises. The compute heeds them as its own. */
  readonly rollbackAlarms: IAlarm[];

  /** Where revisions are. */
  readonly revisions: IRevisions;

  /**
   * Which logs go to CloudWatch.
   *
   * @default - none
   */
  readonly logs?: LogOptions;

  /**
   * What must have run once before a revision serves, of a compute that `runsBeforeDeployment`.
   *
   * @default - nothing
   */
  readonly beforeDeployment?: Command;

  /**
   * Name that the role of the `revisionReader` must have, because another account has to know it before it is there.
   *
   * @default - any
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

/** The compute that an environment got. */
export interface ComputeConfig {
  /** The application, as something that permissions are granted to. */
  readonly grantable: IGrantable;

  /** The application, as something that connections are allowed to and from. */
  readonly connectable: IConnectable;

  /** How a revision reaches it. */
  readonly delivery: IDelivery;

  /**
   * Role that downloads revisions. In another account it has the `revisionReaderName` that the compute was given.
   *
   * @default - none: revisions come in another way
   */
  readonly revisionReader?: IRole;

  /**
   * What the pipeline does before each deployment, after the steps of attachments.
   *
   * @default - nothing
   */
  readonly beforeDeployment?: IStep[];

  /**
   * What the pipeline does after each deployment.
   *
   * @default - nothing
   */
  readonly afterDeployment?: IStep[];

  /**
   * Alarms that a bad revision raises: they stop a deployment and roll it back.
   *
   * @default - none
   */
  readonly rollbackAlarms?: IAlarm[];

  /**
   * What the dashboard shows beside the requests.
   *
   * @default - nothing
   */
  readonly widgets?: IWidget[];

  /**
   * How long a deployment takes, in words: `to the 3 hosts takes ...`. Synthesis prints it.
   *
   * @default - nothing is printed
   */
  readonly deploymentTime?: string;

  /**
   * Standing costs that the type of a resource does not show.
   *
   * @default - nothing
   */
  readonly standingResources?: StandingResource[];
}
