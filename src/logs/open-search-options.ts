import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { requireDataNodes } from './open-search-nodes';
import { isFile } from '../core/is-file';
import { misuse, requireDurationWithin, requirePattern } from '../core/misuse';
import { requireVersion, type EngineVersions } from '../data/engine-versions';
import type { LogOptions } from '../observability/log-options';

/** How large the domain is, and how long logs can be searched. */
export interface OpenSearchOptions extends LogOptions {
  /**
   * How long logs can be searched, 1 to 3650 days: indices that are older are deleted. CloudWatch keeps them for its own `retention`.
   *
   * @default Duration.days(30)
   */
  readonly searchableFor?: Duration;

  /**
   * Number of data nodes: 1, or a multiple of the two or three Availability Zones that they are spread over, up to 80 (of t3 10). With one
   * node the domain does not answer while AWS replaces it, for minutes at a time; what is logged meanwhile arrives afterwards.
   *
   * @default - 2 in production, otherwise 1
   */
  readonly dataNodes?: number;

  /**
   * Type of the data nodes, such as `m7g.large.search`. A change moves the data to new nodes while the domain answers.
   *
   * @default 't3.small.search'
   */
  readonly instanceType?: string;

  /**
   * GiB of storage of each data node, 10 to 16384; a t3.small.search takes 100, a t3.medium.search 200. About 0.12 USD a GiB and month.
   * A GB of logs takes about as much on each of two nodes.
   *
   * @default 10, in production 20
   */
  readonly volumeSizeGiB?: number;

  /**
   * Version of OpenSearch, 2.11 or newer. A newer one is an upgrade in place; AWS has no way back to an older one.
   *
   * @default '2.19'
   */
  readonly engineVersion?: string;

  /**
   * Name of the domain: 3 to 28 lower-case letters, digits and hyphens, with a letter first. A change replaces the domain.
   *
   * @default - the name of the environment's stack and a hash
   */
  readonly domainName?: string;

  /**
   * ARNs of IAM roles that may read the logs and use the dashboards. They also need network access to the VPC.
   *
   * @default - none
   */
  readonly readers?: string[];

  /**
   * ARNs of IAM roles that write logs of other environments here: those that `Logs.existingOpenSearch` prints at synthesis. Each must exist before
   * it is added, because OpenSearch Service rejects policies with roles that do not exist.
   *
   * @default - only this environment writes
   */
  readonly writers?: string[];

  /**
   * Files with your own dashboards, searches and visualizations, as OpenSearch Dashboards exports them (`.ndjson`), up to 200 KB together.
   * They are imported when they change, and overwrite those with the same ids.
   *
   * @default - those of the library: an overview, errors, deployments, failed requests
   */
  readonly savedObjects?: string[];

  /**
   * What happens to the domain, and to the logs in it, when it leaves the environment: `RETAIN` keeps both and costs as before, `DESTROY`
   * deletes both.
   *
   * @default - RETAIN in production, otherwise DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Refuses what OpenSearch Service would. */
export function requireOpenSearch(prop: string, options: OpenSearchOptions): void {
  const { searchableFor, dataNodes, instanceType, volumeSizeGiB, engineVersion, domainName } = options;
  if (searchableFor) {
    requireDurationWithin(`${prop}.searchableFor`, searchableFor, { unit: 'days', minimum: 1, maximum: 3650, standard: 30 });
  }
  requireDataNodes(prop, { dataNodes, instanceType, volumeSizeGiB });
  if (engineVersion !== undefined) requireVersion(`${prop}.engineVersion`, engineVersion, OPEN_SEARCH);
  if (domainName !== undefined) {
    requirePattern(`${prop}.domainName`, domainName, /^[a-z][a-z0-9-]{2,27}$/,
      'must be 3 to 28 lower-case letters, digits and hyphens, with a letter first', 'choose such a name, or leave it out');
  }
  requireRoles(`${prop}.readers`, options.readers ?? []);
  requireRoles(`${prop}.writers`, options.writers ?? []);
  requireFiles(`${prop}.savedObjects`, options.savedObjects ?? []);
  requirePolicy(`${prop}.removalPolicy`, options.removalPolicy);
}

/** Those that aws-cdk-lib lists. */
export const OPEN_SEARCH: EngineVersions = {
  title: 'a version of OpenSearch from 2.11 on',
  known: Object.values(EngineVersion as unknown as Readonly<Record<string, { readonly version?: string } | undefined>>)
    .flatMap((each) => /^OpenSearch_(.*)$/.exec(each?.version ?? '')?.[1] ?? []).join(' '),
  least: '2.11',
  standard: '2.19',
  lookUp: 'aws opensearch list-versions',
};

function requireRoles(prop: string, roles: string[]): void {
  roles.forEach((role, index) => requirePattern(`${prop}[${index}]`, role, /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be the ARN of an IAM role', 'look it up with `aws iam list-roles`'));
}

function requireFiles(prop: string, files: string[]): void {
  files.forEach((file, index) => {
    if (!file.endsWith('.ndjson')) {
      throw misuse(`${prop}[${index}]`, 'must be a file of saved objects (`.ndjson`)', file, 'export it from OpenSearch Dashboards');
    }
    if (!isFile(file)) {
      throw misuse(`${prop}[${index}]`, 'must be a file that exists', file, 'paths begin where the app is synthesized');
    }
  });
}

function requirePolicy(prop: string, removalPolicy: RemovalPolicy | undefined): void {
  if (removalPolicy === undefined || Token.isUnresolved(removalPolicy)) return;
  if ([RemovalPolicy.RETAIN, RemovalPolicy.DESTROY].includes(removalPolicy)) return;
  throw misuse(prop, 'must be `RETAIN` or `DESTROY`, because CloudFormation takes no snapshot of a domain', removalPolicy,
    'write `RemovalPolicy.RETAIN` to keep it');
}
