import type { Duration } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';

/** Options of a cache on nodes. */
export interface CacheOptions {
  /**
   * Version of the engine, major and minor. A newer one is an upgrade in place, with a failover if there is a replica and otherwise some
   * minutes of downtime; it cannot be undone.
   *
   * @default - 8.2 of Valkey, 7.1 of Redis OSS; patches are applied automatically in the maintenance window
   */
  readonly engineVersion?: string;

  /**
   * Size of the nodes. A change moves the data to new nodes while the cache serves.
   *
   * @default - t4g.small in production, otherwise t4g.micro
   */
  readonly nodeType?: InstanceType;

  /**
   * Number of replicas in other Availability Zones, 0 to 5, each at the price of the primary. With one or more a replica takes over
   * within a minute when the primary fails; without one the cache comes back empty. A live cache without replicas cannot get its first one.
   *
   * @default - one in production, otherwise none
   */
  readonly replicas?: number;

  /**
   * How long daily backups are kept, 0 to 35 days; 0 makes none.
   *
   * @default - 7 days in production, otherwise 0
   */
  readonly backupRetention?: Duration;

  /**
   * Prefix of the variables: `_HOST`, `_PORT`, `_USER` and `_PASSWORD` follow. Two caches of an environment need different prefixes.
   *
   * @default 'CACHE'
   */
  readonly variablePrefix?: string;
}
