import type { IAlarm, IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConnectable, Port } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { SecretReference } from './secret-reference';
import type { ApplicationConfig } from '../application/application-config';
import type { Permission } from '../core/permission';
import type { StandingResource } from '../cost/standing-resource';
import type { IRevisions } from '../delivery/revisions-config';
import type { IStep } from '../delivery/step-config';
import type { ILoadBalancing } from '../load-balancing/load-balancing-config';
import type { NetworkConfig } from '../network/network-config';
import type { IEnvironmentAlarms } from '../observability/alarms-config';

/**
 * Something that an environment has besides its compute: a database, a cache, a secret, a firewall.
 *
 * One attachment may be used by several environments: `bind` is called once for each. Whoever writes one lets its users reach what was
 * made with a method of its own that takes the environment.
 */
export interface IAttachment {
  /**
   * Whether it keeps data in subnets that have no route to the internet: the environment's own network gets them, and `bind` finds them as
   * `network.dataSubnets`.
   *
   * @default false
   */
  readonly needsDataSubnets?: boolean;

  /**
   * Called by the environment, before its compute is created.
   *
   * @param scope stack of the environment; ids of what is made in it are the attachment's to choose, and two of a kind need two
   * @param options where it is
   */
  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig;
}

/** Where an attachment is. */
export interface AttachmentBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The application. */
  readonly application: ApplicationConfig;

  /** The network, and its subnets for what the application runs on. */
  readonly network: NetworkConfig;

  /** The load balancer, for what stands before the application. It has no targets yet. */
  readonly loadBalancing: ILoadBalancing;

  /** Where the attachment creates its alarms. */
  readonly alarms: IEnvironmentAlarms;

  /** Where revisions are, for a step that runs what is in one. */
  readonly revisions: IRevisions;
}

/** What an environment gets from an attachment. */
export interface AttachmentConfig {
  /**
   * What the application finds in its environment. Values may be known only at deployment, such as an endpoint. They can be read in
   * the template: never put a secret here.
   *
   * @default - nothing
   */
  readonly variables?: { [name: string]: string };

  /**
   * Secret variables in the application's environment, whose values are not in the template.
   *
   * @default - nothing
   */
  readonly secrets?: { [name: string]: SecretReference };

  /**
   * Permissions of the application. Those for `secrets` are granted to whatever reads them.
   *
   * @default - nothing
   */
  readonly permissions?: Permission[];

  /**
   * What the application connects to.
   *
   * @default - nothing
   */
  readonly connections?: AttachmentConnection[];

  /**
   * What the pipeline does before each deployment, in this order and before the compute's own steps.
   *
   * @default - nothing
   */
  readonly beforeDeployment?: IStep[];

  /**
   * What the pipeline does after each deployment, in this order and after the compute's own steps.
   *
   * @default - nothing
   */
  readonly afterDeployment?: IStep[];

  /**
   * Alarms that a bad revision raises: they stop a deployment and roll it back. CodeDeploy takes 10, with those of the compute.
   *
   * @default - none
   */
  readonly rollbackAlarms?: IAlarm[];

  /**
   * What the dashboard shows.
   *
   * @default - its alarms only
   */
  readonly widgets?: IWidget[];

  /**
   * Standing costs that the type of a resource does not show.
   *
   * @default - nothing
   */
  readonly standingResources?: StandingResource[];
}

/** What the application connects to, and where. */
export interface AttachmentConnection {
  /** What the application connects to, with a security group in the environment's VPC. */
  readonly connectable: IConnectable;

  /** Where it listens, such as `Port.tcp(5432)`. */
  readonly port: Port;

  /** Description of the security group's rule. */
  readonly description: string;
}
