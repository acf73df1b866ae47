import type { Duration } from 'aws-cdk-lib';
import type { Cache, ComputeType, IBuildImage } from 'aws-cdk-lib/aws-codebuild';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { BuildSecret } from './build-secret';
import { misuse, requireKnown } from '../core/misuse';
import { requireGivenName } from '../core/names';
import { requirePlain } from '../core/no-secret';

/** Machine, image, variables and network of the build. */
export interface BuildOptions {
  /**
   * Size of the machine, billed by the minute of a build: a small one has 2 vCPU and 4 GB (Linux).
   *
   * @default ComputeType.SMALL
   * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
   */
  readonly computeType?: ComputeType;

  /**
   * Image of the build, and with it the architecture: one of `LinuxArmBuildImage` builds on Graviton. It must have the runtimes that your
   * buildspec requests. Synthesis warns if its architecture differs from that of an environment.
   *
   * @default - Amazon Linux 2023 with Node.js 24, on ARM if every environment runs on it (`aws/codebuild/amazonlinux-aarch64-standard:4.0`), else on
   * x86 (`aws/codebuild/amazonlinux-x86_64-standard:6.0`)
   */
  readonly buildImage?: IBuildImage;

  /**
   * Environment variables of a build. Anyone can read them in the template: put secrets into `secrets`.
   *
   * @default - only those that CodeBuild sets
   */
  readonly environmentVariables?: { [name: string]: string };

  /**
   * Environment variables that CodeBuild reads from AWS Secrets Manager or Systems Manager when a build starts. The build's role may read
   * only these.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: BuildSecret };

  /**
   * Where the `cache` paths of the buildspec are kept between builds.
   *
   * @default - in the artifact bucket below `build-cache/`, for 30 days; unused if the buildspec has no `cache` paths
   */
  readonly cache?: Cache;

  /**
   * VPC that a build runs in, for example to reach a database or a private registry. Its subnets need internet access through NAT, or VPC
   * endpoints: a build has no public address.
   *
   * @default - CodeBuild's own, with access to the internet
   */
  readonly vpc?: IVpc;

  /**
   * Subnets of `vpc`.
   *
   * @default - its private subnets
   */
  readonly subnetSelection?: SubnetSelection;

  /**
   * Security groups of a build in `vpc`.
   *
   * @default - a new one that allows all outbound traffic
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * How long a build may take, 5 minutes to 36 hours. A build that takes longer fails.
   *
   * @default Duration.minutes(30)
   */
  readonly timeout?: Duration;

  /**
   * Whether a build may run a Docker daemon, to build images or for tests with containers. Anyone who can change the buildspec is then
   * root on the build's machine.
   *
   * @default false
   */
  readonly privileged?: boolean;
}

/** Prefixes of names that CodeBuild sets. */
const RESERVED = /^(CODEBUILD|AWS)_/;

export function requireBuildOptions(prop: string, options: BuildOptions): void {
  const { environmentVariables = {}, secrets = {}, timeout, vpc, subnetSelection, securityGroups } = options;
  for (const [kind, names] of [['environmentVariables', environmentVariables], ['secrets', secrets]] as const) {
    for (const name of Object.keys(names)) requireOwnName(`${prop}.${kind}`, name, kind === 'secrets');
  }
  for (const [name, value] of Object.entries(environmentVariables)) requirePlain(`${prop}.environmentVariables.${name}`, value, name);
  const both = Object.keys(secrets).find((name) => name in environmentVariables);
  if (both !== undefined) throw misuse(`${prop}.secrets`, 'must not have a name that is also in `environmentVariables`', both, 'remove one of them');
  if (!vpc && (subnetSelection ?? securityGroups)) {
    throw misuse(`${prop}.vpc`, 'must be set together with `subnetSelection` or `securityGroups`', undefined, 'add the network that they are in');
  }
  if (timeout) requireTimeout(`${prop}.timeout`, timeout);
}

function requireOwnName(prop: string, name: string, isSecret: boolean): void {
  requireGivenName(prop, name, isSecret);
  if (!RESERVED.test(name)) return;
  throw misuse(prop, 'must not begin with `CODEBUILD_` or `AWS_`, which the service sets itself', name, 'choose another name');
}

function requireTimeout(prop: string, timeout: Duration): void {
  requireKnown(prop, timeout, 'write `Duration.minutes(45)`, for example');
  const minutes = timeout.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 5 || minutes > 2160) {
    throw misuse(prop, 'must be whole minutes between 5 minutes and 36 hours', timeout.toHumanString(), 'write `Duration.minutes(45)`, for example');
  }
}
