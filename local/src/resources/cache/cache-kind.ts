import { cacheSettings, REPLICATION_GROUP, SERVERLESS_CACHE, type CacheSettings } from './cache-settings';
import { LocalCache } from './local-cache';
import type { ResourceKind } from '../shape/resource';

const TYPES = [REPLICATION_GROUP, SERVERLESS_CACHE];

/** Caches of Amazon ElastiCache: a real server of this machine, if it has one. */
export const cacheKind: ResourceKind<CacheSettings> = {
  name: 'cache',
  role: 'used',
  types: TYPES,
  read: (stack) => Object.values(stack.resources).filter(({ type }) => TYPES.includes(type)).map((resource) => ({
    id: resource.logicalId,
    settings: cacheSettings(resource, stack),
    logicalIds: [resource.logicalId],
    imitatedOtherwise: [`${resource.logicalId} is one server on this machine: no replicas, failover or backups, and no TLS on 127.0.0.1`],
  })),
  attributes: ({ type }, { host, port }) => Object.fromEntries(
    (type === REPLICATION_GROUP ? ['PrimaryEndPoint', 'ReaderEndPoint', 'ConfigurationEndPoint'] : ['Endpoint', 'ReaderEndpoint'])
      .flatMap((endpoint) => [[`${endpoint}.Address`, host], [`${endpoint}.Port`, String(port)]]),
  ),
  open: (context) => new LocalCache(context),
};
