import type { Duration } from 'aws-cdk-lib';

/** How a database on Aurora differs from the smallest one. */
export interface AuroraOptions {
  /**
   * Major version of the engine. A newer one is an upgrade with some minutes of downtime, and there is no way back.
   *
   * @default - 17 of PostgreSQL, 8.0 of MySQL; its minor versions come by themselves in the maintenance window
   */
  readonly majorVersion?: string;

  /**
   * Least capacity in ACU (2 GiB of memory and the CPU that belongs to it), 0 to 256 in halves, about 88 USD a month each. With 0 the database pauses
   * after five minutes without a connection, and the first one after that waits about 15 s; an application with a pool never lets it pause.
   *
   * @default 0.5
   */
  readonly minCapacity?: number;

  /**
   * Most capacity in ACU, 1 to 256 in halves. It grows within seconds.
   *
   * @default - 8 in production, otherwise 2
   */
  readonly maxCapacity?: number;

  /**
   * Number of readers in other Availability Zones, 0 to 15, each at the price of the writer: one takes over within a minute when the writer fails.
   * Without one the writer is made again, which takes about ten minutes; its data is in three zones either way.
   *
   * @default - one in production, otherwise none
   */
  readonly readers?: number;

  /**
   * How long backups are kept, 1 to 35 days: the database can be restored to any second of them.
   *
   * @default - 14 days in production, otherwise one
   */
  readonly backupRetention?: Duration;

  /**
   * Whether the database refuses to be deleted. Deleted or not, a last snapshot stays.
   *
   * @default - in production
   */
  readonly deletionProtection?: boolean;

  /**
   * Name of the first database, letters and digits. A change replaces everything.
   *
   * @default 'app'
   */
  readonly databaseName?: string;

  /**
   * Start of the names of the variables: `_HOST`, `_PORT`, `_NAME`, `_USER`, `_PASSWORD` and `_SECRET_ARN` follow. Two databases need two.
   *
   * @default 'DATABASE'
   */
  readonly variablePrefix?: string;

  /**
   * Number of connections at which the alarm is raised.
   *
   * @default 80
   */
  readonly connectionsAlarm?: number;
}
