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
   * Name of a request header that holds the client's address and nothing else, whatever the client sent. The firewall's rate limit reads it, because
   * to the load balancer every connection comes from the network itself.
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

/** What a content delivery network is bound to. */
export interface CdnBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** The load balancer. It is internal, and its security group has no rule for incoming traffic yet. */
  readonly loadBalancing: ILoadBalancing;

  /** Domain names of the environment; `domain` comes first. */
  readonly domains: DomainOptions[];

  /**
   * The environment's `certificate`, which its load balancer uses.
   *
   * @default - none
   */
  readonly certificate?: ICertificate;

  /** Issues certificates in us-east-1. */
  readonly certificates: IEdgeCertificates;

  /** Creates alarms. */
  readonly alarms: IEnvironmentAlarms;
}

/** Issues certificates in us-east-1, where content delivery networks of AWS look for them. */
export interface IEdgeCertificates {
  /**
   * Issues one certificate for all the domain names, validated by records in their hosted zones. If the environment is in another region, the
   * certificate is in a stack of its own, which the pipeline deploys before the environment's.
   *
   * @param domains the domain names, at least one
   */
  issue(domains: DomainOptions[]): ICertificate;
}

/** What an environment gets from its content delivery network. */
export interface CdnConfig {
  /** Its own domain name, which serves HTTPS. */
  readonly domainName: string;

  /** Target of the DNS records of the environment's domain names. */
  readonly recordTarget: IAliasRecordTarget;

  /**
   * Whether it serves IPv6, too: each domain name then gets an AAAA record.
   *
   * @default false
   */
  readonly ipv6?: boolean;

  /**
   * Widgets of the dashboard.
   *
   * @default - none
   */
  readonly widgets?: IWidget[];

  /**
   * Standing costs that cannot be derived from resource types.
   *
   * @default - none
   */
  readonly standingResources?: StandingResource[];

  /**
   * Message about its deployment time, printed at synthesis.
   *
   * @default - no message
   */
  readonly deploymentTime?: string;
}
