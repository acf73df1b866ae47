import type { Duration, Environment as AwsEnvironment } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ICdn } from '../cdn/cdn-config';
import type { ICompute } from '../compute/compute-config';
import type { IAttachment } from '../data/attachment-config';
import type { IApproval } from '../delivery/approval-config';
import type { Command } from '../delivery/command';
import type { DomainOptions } from '../load-balancing/domain-options';
import type { HttpsOptions } from '../load-balancing/https-options';
import type { ILogs } from '../logs/logs-config';
import type { INetwork } from '../network/network-config';
import type { AlarmThresholds } from '../observability/alarm-thresholds';

/** Options of an environment. */
export interface EnvironmentOptions {
  /**
   * Whether users depend on the environment: it gets NAT in each Availability Zone, deletion protection, access logs
   * and a deregistration delay of 60 instead of 30 seconds. Databases, caches and log domains are larger and redundant by default.
   *
   * @default - true for an environment named `production`, otherwise false
   */
  readonly production?: boolean;

  /**
   * Account and region of the environment, both, as concrete values. The pipeline's own stack must have a concrete `env`, too.
   * With another account, artifacts are encrypted with a customer managed key, about 1 USD a month for each such region. Another region
   * adds a bucket and a topic. A change creates a new environment and leaves the old one unchanged.
   *
   * Both accounts must be bootstrapped, the environment's with `--trust`, and you deploy the pipeline's stack yourself when an account
   * or a region is new.
   *
   * @default - the account and region of the pipeline
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/accounts-and-regions.md
   */
  readonly env?: AwsEnvironment;

  /**
   * Approval between the preparation of the change set and its execution.
   *
   * @default - none: each commit that passed the previous environments is deployed
   */
  readonly approval?: IApproval;

  /**
   * Certificate of the domain name that points to the load balancer, in the environment's region, from
   * `Certificate.fromCertificateArn`. HTTP is redirected to HTTPS.
   *
   * @default - that of `domain` with `issueCertificate`; otherwise the application is served over HTTP only
   */
  readonly certificate?: ICertificate;

  /**
   * Domain name that points to the load balancer, and whether to issue a certificate for it.
   *
   * @default - the load balancer's own name
   */
  readonly domain?: DomainOptions;

  /**
   * More domain names for the same application, up to 24, besides `domain`. Each may have its own hosted zone and its own
   * certificate, which the load balancer selects by the name that a client requests. Adding or removing one does not affect the others.
   *
   * @default - none
   */
  readonly additionalDomains?: DomainOptions[];

  /**
   * Content delivery network in front of the load balancer, which is then internal. The domain names point to the network. It can neither be added
   * to an existing environment nor removed from one, because either replaces the load balancer: create a new environment beside the old one.
   *
   * @default - none: the load balancer is internet-facing
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/cdn.md
   */
  readonly cdn?: ICdn;

  /**
   * How HTTPS is served: the security policy and HTTP Strict Transport Security. Needs a certificate.
   *
   * @default - TLS 1.2 and 1.3, without HTTP Strict Transport Security
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/domains-and-tls.md
   */
  readonly https?: HttpsOptions;

  /**
   * Bucket that the load balancer logs requests to, in the environment's region and encrypted by S3, from `Bucket.fromBucketName`. Its
   * policy must let `logdelivery.elasticloadbalancing.amazonaws.com` write: a warning names the path.
   *
   * @default - in production the environment's own bucket, which keeps logs for a year; otherwise none
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
   */
  readonly accessLogBucket?: IBucket;

  /**
   * Environment variables of the application in this environment, in addition to the application's own, which they override.
   * Anyone can read them in the launch template: never put a secret here.
   *
   * @default - only those of the application
   */
  readonly environmentVariables?: { [name: string]: string };

  /**
   * Network that the environment is in.
   *
   * @default Network.own()
   */
  readonly network?: INetwork;

  /**
   * What the application runs on, and how revisions are deployed to it.
   *
   * @default Compute.ec2()
   */
  readonly compute?: ICompute;

  /**
   * What the application uses: a database, a cache, a secret. Each adds its variables, permissions and connections.
   *
   * @default - none
   */
  readonly uses?: IAttachment[];

  /**
   * A command that runs once for each deployment, before the revision serves anywhere, such as a migration. It has the revision, variables, secrets
   * and network access of the application. If it fails, the stage fails and the revision is not deployed. Not with `Compute.lambda()`.
   *
   * Hosts serve the previous revision meanwhile: a migration must be compatible with both.
   *
   * @default - none
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/commands.md
   */
  readonly beforeDeployment?: Command;

  /**
   * A command that runs once after each deployment, such as a smoke test. If it fails, the stage fails; the revision stays.
   *
   * @default - none
   */
  readonly afterDeployment?: Command;

  /**
   * Whether the pipeline runs a failed stage again with the artifacts of its last success, so that it also rolls back the infrastructure of
   * the commit. Not together with an approval, because rejecting it is a failure, too.
   *
   * @default false - only the revision is rolled back; a successful update of the stack stays
   */
  readonly stageRollback?: boolean;

  /**
   * How long the load balancer sends a client to the same instance, by the cookie `AWSALB`: 1 second to 7 days, counted from each
   * response. Clients that poll (Socket.IO without WebSocket) and in-memory sessions need it; load is distributed less evenly, and an
   * in-memory session still ends with its instance or a deployment. It has no effect on Lambda functions.
   *
   * @default - each request goes to any healthy instance
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#sticky-sessions
   */
  readonly stickiness?: Duration;

  /**
   * Thresholds of the environment's alarms.
   *
   * @default - ten errors in a minute, or two seconds for 95 of 100 requests
   */
  readonly alarmThresholds?: AlarmThresholds;

  /**
   * Whether the environment has a dashboard, about 3 USD a month; the first three of an account are free.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Where logs go: to CloudWatch with `Logs.cloudWatch()`, and also to OpenSearch with `Logs.openSearch()`.
   *
   * @default - logs of instances stay on the instances, those of tasks and functions are in CloudWatch
   */
  readonly logs?: ILogs;
}
