import { Stack } from 'aws-cdk-lib';
import { CfnServerlessCache, CfnUser, CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { CacheAccess } from './cache-access';
import { watchServerless } from './cache-alarms';
import { serverlessCost } from './cache-cost';
import { CacheServer } from './cache-server';
import type { ServerlessCacheOptions } from './serverless-cache-options';
import { fixedName } from '../../core/fixed-name';
import { requireIntegerWithin } from '../../core/misuse';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../attachment-config';
import { dataSubnets } from '../data-subnets';
import { constructId, requireFree, requireVariablePrefix } from '../variable-prefix';

const ENGINE = 'valkey';
const USER = 'app';
/** For writing and consistent reading, and for reading from the nearest replica. */
const PORTS = [6379, 6380];
/** Limit of names, which ElastiCache does not generate for serverless caches. */
const LONGEST_NAME = 40;

/** Valkey that scales by itself. Only its users have passwords. */
export class ServerlessCache implements IAttachment {
  readonly needsDataSubnets?: boolean = true;

  private readonly prefix: string;
  private readonly maximumGiB: number;

  constructor({ maximumGiB = 1, variablePrefix = 'CACHE' }: ServerlessCacheOptions) {
    this.prefix = variablePrefix;
    this.maximumGiB = maximumGiB;
    requireIntegerWithin('Cache.valkeyServerless.maximumGiB', maximumGiB, 1, 5000, 'leave it out for 1');
    requireVariablePrefix('Cache.valkeyServerless', variablePrefix, 'CACHE');
  }

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { environmentName, network, alarms } = options;
    const { prefix, maximumGiB } = this;
    const id = constructId(prefix);
    requireFree(scope, environmentName, prefix);
    const subnets = dataSubnets(network, { environmentName, what: 'a cache', failover: true });
    const access = new CacheAccess(scope, id, 'Valkey', options);
    // The stack's name is unique in an account and region. It may be a token, whose text depends on what was synthesized before.
    const name = fixedName(`${Stack.of(scope).stackName}-${id}`.toLowerCase(), [], LONGEST_NAME);
    const user = new CfnUser(scope, `${id}User`, {
      engine: ENGINE,
      userId: name,
      userName: USER,
      accessString: 'on ~* &* +@all',
      authenticationMode: { Type: 'password', Passwords: [access.password] },
    });
    const users = new CfnUserGroup(scope, `${id}Users`, { engine: ENGINE, userGroupId: name, userIds: [user.ref] });
    const cache = new CfnServerlessCache(scope, id, {
      serverlessCacheName: name,
      description: `Cache of ${environmentName}`,
      engine: ENGINE,
      majorEngineVersion: '8',
      cacheUsageLimits: { dataStorage: { unit: 'GB', maximum: maximumGiB } },
      subnetIds: network.vpc.selectSubnets(subnets).subnetIds,
      securityGroupIds: [access.securityGroup.securityGroupId],
      userGroupId: users.ref,
    });
    CacheServer._remember(scope, prefix, { serverlessCache: cache, secret: access.secret, securityGroup: access.securityGroup });
    watchServerless(alarms, id, cache, maximumGiB);
    return {
      ...access.given(prefix, USER, { host: cache.attrEndpointAddress, port: cache.attrEndpointPort, ports: PORTS }),
      standingResources: serverlessCost(),
    };
  }
}
