import { at, entriesOf, listAt, stringAt } from '../../assembly/json';
import { dynamicReference, type DynamicReference, type ResolvedResource, type ResolvedStack } from '../../stack';

export const REPLICATION_GROUP = 'AWS::ElastiCache::ReplicationGroup';
export const SERVERLESS_CACHE = 'AWS::ElastiCache::ServerlessCache';
const USER = 'AWS::ElastiCache::User';

/** The parts of a cache in the template that apply locally. */
export interface CacheSettings {
  readonly engine: string;
  readonly version: string;
  readonly user: string;
  /** The secret that holds the password; absent if the cache needs no authentication. */
  readonly password?: DynamicReference;
  /** Whether cluster mode is on, as in every serverless cache. */
  readonly cluster: boolean;
}

export function cacheSettings(resource: ResolvedResource, stack: ResolvedStack): CacheSettings {
  const { type, properties } = resource;
  const shared = { engine: stringAt(properties, 'Engine') ?? 'redis', cluster: type === SERVERLESS_CACHE };
  if (type === REPLICATION_GROUP) {
    return {
      ...shared,
      version: stringAt(properties, 'EngineVersion') ?? '',
      user: 'default',
      password: dynamicReference(stringAt(properties, 'AuthToken') ?? ''),
    };
  }
  const user = userOf(resource, stack);
  return {
    ...shared,
    version: stringAt(properties, 'MajorEngineVersion') ?? '',
    user: stringAt(user?.properties, 'UserName') ?? 'default',
    password: dynamicReference(passwordOf(user) ?? ''),
  };
}

/** The first user of the cache's user group. */
function userOf({ properties }: ResolvedResource, { resources }: ResolvedStack): ResolvedResource | undefined {
  const group = Object.values(resources).find(({ physicalId }) => physicalId === stringAt(properties, 'UserGroupId'));
  const ids = listAt(group?.properties, 'UserIds');
  return Object.values(resources).find(({ type, physicalId }) => type === USER && ids.includes(physicalId));
}

/** `AuthenticationMode` is free-form JSON, so its keys keep the author's capitalization. */
function passwordOf(user: ResolvedResource | undefined): string | undefined {
  const mode = entriesOf(at(user?.properties, 'AuthenticationMode')).find(([key]) => key.toLowerCase() === 'passwords')?.[1];
  return stringAt(mode, 0) ?? stringAt(user?.properties, 'Passwords', 0);
}
