import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAliasRecordTarget } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { StandingResource } from '../cost/standing-resource';
import type { DomainOptions } from '../load-balancing/domain-options';
import type { ILoadBalancing } from '../load-balancing/load-balancing-config';
import type { IEnvironmentAlarms } from '../observability/alarms-config';

/** A content delivery network in front of an environment's load balancer, which is internal because of it. */
export interface ICdn {
  /**
   * Header of each request to the load balancer that has the client's address and nothing else, whatever the client sent. What counts requests
   * by client reads it there, because every connection comes from the network.
   */
  readonly clientAddressHeader: string;

  /**
   * Called by the environment, after its load balancer was created and before its attachments.
   *
   * @param scope stack of the environment
   * @param options where it is
   */
  bind(scope: Construct, options: CdnBindOptions): CdnConfig;
}

/** Where a content delivery network is. */
export interface CdnBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The load balancer, which is internal and lets nobody in yet. */
  readonly loadBalancing: ILoadBalancing;

  /** Domain names of the environment, the one that it is known by first. */
  readonly domains: DomainOptions[];

  /**
   * Certificate that the environment was given for its load balancer.
   *
   * @default - none
   */
  readonly certificate?: ICertificate;

  /** Who issues a certificate where it has to be. */
  readonly certificates: IEdgeCertificates;

  /** Where it creates its alarms. */
  readonly alarms: IEnvironmentAlarms;
}

/** Issues certificates in us-east-1, where content delivery networks of AWS look for them. */
export interface IEdgeCertificates {
  /**
   * Issues one certificate for domain names, validated by records in their hosted zones. Where the environment is in another region, it is in a
   * stack of its own that the pipeline deploys before the environment's.
   *
   * @param domains what it is for, at least one
   */
  issue(domains: DomainOptions[]): ICertificate;
}

/** What an environment gets from its content delivery network. */
export interface CdnConfig {
  /** Its own name, which answers over HTTPS. */
  readonly domainName: string;

  /** Where the records of the environment's domain names point to. */
  readonly recordTarget: IAliasRecordTarget;

  /**
   * Whether it answers over IPv6, too: the domain names get a second record.
   *
   * @default false
   */
  readonly ipv6?: boolean;

  /**
   * What the dashboard shows.
   *
   * @default - nothing
   */
  readonly widgets?: IWidget[];

  /**
   * Standing costs that the type of a resource does not show.
   *
   * @default - nothing
   */
  readonly standingResources?: StandingResource[];

  /**
   * What is printed at synthesis: how long its deployment takes.
   *
   * @default - nothing
   */
  readonly deploymentTime?: string;
}
