import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnReplicationGroup, CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../../core/guard-factories';
import { misuse } from '../../core/misuse';
import { UsedServers } from '../used-servers';

interface CacheParts {
  readonly replicationGroup?: CfnReplicationGroup;
  readonly serverlessCache?: CfnServerlessCache;
  readonly secret: ISecret;
  readonly securityGroup: ISecurityGroup;
}

const servers = new UsedServers<CacheServer>();

/** The cache of an environment, and its resources. */
export class CacheServer {
  /**
   * The resources of `Cache.valkey()` and its siblings in an environment.
   *
   * @param environment the environment's stack, or anything in it
   * @param variablePrefix the `variablePrefix` of its options
   */
  static of(environment: IConstruct, variablePrefix: string = 'CACHE'): CacheServer {
    const server = servers.find(environment, variablePrefix);
    if (server) return server;
    throw misuse('environment', 'must use a cache with this `variablePrefix`', variablePrefix, 'add `Cache.valkey()` to its `uses`');
  }

  /** @internal */
  static _remember(environment: IConstruct, variablePrefix: string, parts: CacheParts): void {
    servers.remember(environment, variablePrefix, new CacheServer(parts));
  }

  /** The replication group, unless the cache is serverless. */
  readonly replicationGroup?: CfnReplicationGroup;

  /** The serverless cache, if it is one. */
  readonly serverlessCache?: CfnServerlessCache;

  /** The password, as plain text. */
  readonly secret: ISecret;

  /** Security group of the cache. */
  readonly securityGroup: ISecurityGroup;

  private constructor(parts: CacheParts) {
    this.replicationGroup = parts.replicationGroup;
    this.serverlessCache = parts.serverlessCache;
    this.secret = parts.secret;
    this.securityGroup = parts.securityGroup;
  }
}

guardFactories('CacheServer', CacheServer);
