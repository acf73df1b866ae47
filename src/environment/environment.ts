import { Token, type Duration, type Environment as AwsEnvironment } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { requireEnv, requireStickiness } from './environment-checks';
import type { EnvironmentOptions } from './environment-options';
import { soundsLikeProduction } from './production-notes';
import { requireEnvironmentVariables } from '../application/environment-variables';
import type { ICdn } from '../cdn/cdn-config';
import { Compute } from '../compute/compute';
import type { ICompute } from '../compute/compute-config';
import { guardFactories } from '../core/guard-factories';
import { misuse, requirePattern } from '../core/misuse';
import { requireName } from '../core/names';
import type { IAttachment } from '../data/attachment-config';
import type { IApproval } from '../delivery/approval-config';
import type { Command } from '../delivery/command';
import { requireDomain, type DomainOptions } from '../load-balancing/domain-options';
import { requireHttps, type HttpsOptions } from '../load-balancing/https-options';
import { requireDomains } from '../load-balancing/require-domains';
import type { ILogs } from '../logs/logs-config';
import { Network } from '../network/network';
import type { INetwork } from '../network/network-config';
import { requireThresholds, type AlarmThresholds } from '../observability/alarm-thresholds';

/** Names of stages and construct ids that every pipeline has. */
const RESERVED = ['source', 'build', 'updatepipeline', 'delivery', 'notifications', 'events', 'regions'];

/**
 * Where the application runs: `staging`, `production`. Commits pass environments in the order of the list.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', {
 *   approval: Approval.manual(),
 *   compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9 }),
 *   uses: [Database.postgres(), Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' })],
 * });
 */
export class Environment {
  /**
   * An environment.
   *
   * @param name 2 to 32 letters, digits and hyphens; a change creates a new environment and leaves the old one unchanged
   * @param options everything that differs from the defaults
   */
  static named(name: string, options: EnvironmentOptions = {}): Environment {
    requireName('environments.name', name);
    if (RESERVED.includes(name.toLowerCase())) {
      throw misuse('environments.name', 'must not be the name of a stage that every pipeline has', name, 'choose another one');
    }
    return new Environment(name, options);
  }

  /** Whether users depend on the environment. */
  readonly production: boolean;

  /** @internal */
  readonly _soundsLikeProduction: boolean;

  /** Account and region of the environment. */
  readonly env?: AwsEnvironment;

  /** Approval between the preparation of the change set and its execution. */
  readonly approval?: IApproval;

  /** Certificate of the domain name that points to the load balancer. */
  readonly certificate?: ICertificate;

  /** Domain name that points to the load balancer. */
  readonly domain?: DomainOptions;

  /** More domain names for the same application. */
  readonly additionalDomains: DomainOptions[];

  /** Content delivery network in front of the load balancer. */
  readonly cdn?: ICdn;

  /** How HTTPS is served. */
  readonly https?: HttpsOptions;

  /** Existing bucket that the load balancer logs requests to. */
  readonly accessLogBucket?: IBucket;

  /** Environment variables of the application in this environment. */
  readonly environmentVariables: { [name: string]: string };

  /** Network that the environment is in. */
  readonly network: INetwork;

  /** What the application runs on. */
  readonly compute: ICompute;

  /** What the application uses. */
  readonly uses: IAttachment[];

  /** Command that runs before each deployment. */
  readonly beforeDeployment?: Command;

  /** Command that runs after each deployment. */
  readonly afterDeployment?: Command;

  /** Whether a failed stage is run again with its last successful artifacts. */
  readonly stageRollback: boolean;

  /** How long the load balancer sends a client to the same instance. */
  readonly stickiness?: Duration;

  /** Thresholds of the environment's alarms. */
  readonly alarmThresholds: AlarmThresholds;

  /** Whether the environment has a dashboard. */
  readonly dashboard: boolean;

  /** Where logs go. */
  readonly logs?: ILogs;

  private constructor(
    /** Name of the environment, of its stage in the pipeline, and the end of its stack's name. */
    readonly name: string,
    options: EnvironmentOptions,
  ) {
    this.production = options.production ?? name === 'production';
    this._soundsLikeProduction = options.production === undefined && !this.production && soundsLikeProduction(name);
    this.env = options.env;
    if (this.env) requireEnv(`environments.${name}.env`, this.env);
    this.approval = options.approval;
    this.certificate = options.certificate;
    this.domain = options.domain;
    this.additionalDomains = options.additionalDomains ?? [];
    this.https = options.https;
    this.requireUsableNames();
    this.cdn = options.cdn;
    this.accessLogBucket = options.accessLogBucket;
    this.environmentVariables = options.environmentVariables ?? {};
    requireEnvironmentVariables(`environments.${name}.environmentVariables`, this.environmentVariables);
    this.network = options.network ?? Network.own();
    this.compute = options.compute ?? Compute.ec2();
    this.uses = options.uses ?? [];
    this.beforeDeployment = options.beforeDeployment;
    this.afterDeployment = options.afterDeployment;
    this.stageRollback = options.stageRollback ?? false;
    if (this.stageRollback && this.approval) {
      throw misuse(`environments.${name}.stageRollback`, 'must not be set together with `approval`', true,
        'leave it out: the compute brings back the revision');
    }
    this.stickiness = options.stickiness;
    if (this.stickiness) requireStickiness(`environments.${name}.stickiness`, this.stickiness);
    this.dashboard = options.dashboard ?? true;
    this.logs = options.logs;
    this.alarmThresholds = options.alarmThresholds ?? {};
    requireThresholds(`environments.${name}.alarmThresholds`, this.alarmThresholds);
  }

  private requireUsableNames(): void {
    const prop = `environments.${this.name}`;
    const { domain, additionalDomains, certificate, https } = this;
    if (domain) requireDomain(`${prop}.domain`, domain);
    if (domain?.issueCertificate && certificate) {
      throw misuse(`${prop}.domain.issueCertificate`, 'must not be set together with `certificate`', true, 'leave out one of them');
    }
    if (certificate && !Token.isUnresolved(certificate.certificateArn)) {
      requirePattern(`${prop}.certificate`, certificate.certificateArn, CERTIFICATE_ARN, 'must have the ARN of a certificate',
        'look it up with `aws acm list-certificates`');
    }
    const isHttps = certificate !== undefined || domain?.issueCertificate === true;
    requireDomains(`${prop}.additionalDomains`, additionalDomains, { domain, certificate: isHttps });
    if (!https) return;
    if (!isHttps) {
      throw misuse(`${prop}.https`, 'must be set together with a certificate', Object.keys(https), 'set `certificate` or `domain.issueCertificate`');
    }
    requireHttps(`${prop}.https`, https);
  }
}

guardFactories('Environment', Environment);

/** A certificate of Certificate Manager, or one that was uploaded to IAM. */
const CERTIFICATE_ARN = /^arn:[\w-]+:(acm:[\w-]+:\d{12}:certificate|iam::\d{12}:server-certificate)\/\S+$/;
