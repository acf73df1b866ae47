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
 * Several environments may use the same attachment: `bind` is called once for each. An implementation should give access to the resources
 * it created by a method that takes the environment.
 */
export interface IAttachment {
  /**
   * Whether it stores data in subnets without a route to the internet: the environment's own network then creates them, and `bind` finds them in
   * `network.dataSubnets`.
   *
   * @default false
   */
  readonly needsDataSubnets?: boolean;

  /**
   * Called by the environment, before its compute is created.
   *
   * @param scope stack of the environment; the attachment chooses the ids of its constructs, which must differ between two of the same kind
   * @param options the environment that it belongs to
   */
  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig;
}

/** The environment that an attachment belongs to. */
export interface AttachmentBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The application. */
  readonly application: ApplicationConfig;

  /** The network, and its subnets for what the application runs on. */
  readonly network: NetworkConfig;

  /** The load balancer, for what belongs in front of the application. It has no targets yet. */
  readonly loadBalancing: ILoadBalancing;

  /** Where the attachment creates its alarms. */
  readonly alarms: IEnvironmentAlarms;

  /** Where revisions are stored, for a step that runs code from one. */
  readonly revisions: IRevisions;
}

/** What an attachment brings to an environment. */
export interface AttachmentConfig {
  /**
   * Environment variables of the application. Values may be known only at deployment, such as an endpoint. Anyone can read them in
   * the template: never put a secret here.
   *
   * @default - none
   */
  readonly variables?: { [name: string]: string };

  /**
   * Secret environment variables of the application, whose values are not in the template.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: SecretReference };

  /**
   * Permissions of the application. Those for `secrets` are granted to whatever reads them.
   *
   * @default - none
   */
  readonly permissions?: Permission[];

  /**
   * What the application connects to.
   *
   * @default - none
   */
  readonly connections?: AttachmentConnection[];

  /**
   * Steps before each deployment, in this order and before the compute's own steps.
   *
   * @default - none
   */
  readonly beforeDeployment?: IStep[];

  /**
   * Steps after each deployment, in this order and after the compute's own steps.
   *
   * @default - none
   */
  readonly afterDeployment?: IStep[];

  /**
   * Alarms that stop a deployment and roll it back. CodeDeploy allows 10 for a deployment group, including those of the compute.
   *
   * @default - none
   */
  readonly rollbackAlarms?: IAlarm[];

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

/** A server that the application connects to. */
export interface AttachmentConnection {
  /** The server, with a security group in the environment's VPC. */
  readonly connectable: IConnectable;

  /** The port that it listens on, such as `Port.tcp(5432)`. */
  readonly port: Port;

  /** Description of the security group's rule. */
  readonly description: string;
}
