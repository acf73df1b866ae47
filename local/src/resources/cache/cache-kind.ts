import { cacheSettings, REPLICATION_GROUP, SERVERLESS_CACHE, type CacheSettings } from './cache-settings';
import { LocalCache } from './local-cache';
import type { ResourceKind } from '../shape/resource';

const TYPES = [REPLICATION_GROUP, SERVERLESS_CACHE];

/** ElastiCache caches, run as a real Valkey or Redis server if one is installed. */
export const cacheKind: ResourceKind<CacheSettings> = {
  name: 'cache',
  role: 'used',
  types: TYPES,
  read: (stack) => Object.values(stack.resources).filter(({ type }) => TYPES.includes(type)).map((resource) => ({
    id: resource.logicalId,
    settings: cacheSettings(resource, stack),
    logicalIds: [resource.logicalId],
    imitatedOtherwise: [`${resource.logicalId} is a single server on this machine: no replicas, failover or backups, and no TLS on 127.0.0.1`],
  })),
  attributes: ({ type }, { host, port }) => Object.fromEntries(
    (type === REPLICATION_GROUP ? ['PrimaryEndPoint', 'ReaderEndPoint', 'ConfigurationEndPoint'] : ['Endpoint', 'ReaderEndpoint'])
      .flatMap((endpoint) => [[`${endpoint}.Address`, host], [`${endpoint}.Port`, String(port)]]),
  ),
  open: (context) => new LocalCache(context),
};
