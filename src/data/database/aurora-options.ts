import type { Duration } from 'aws-cdk-lib';

/** Options of a database on Aurora. */
export interface AuroraOptions {
  /**
   * Major version of the engine. A newer one is an upgrade with some minutes of downtime; it cannot be undone.
   *
   * @default - 17 of PostgreSQL, 8.0 of MySQL; minor versions are applied automatically in the maintenance window
   */
  readonly majorVersion?: string;

  /**
   * Minimum capacity in ACU (2 GiB of memory with matching CPU), 0 to 256 in steps of 0.5, about 88 USD a month each. With 0 the database pauses
   * after five minutes without a connection, and the next connection waits about 15 s; a connection pool prevents the pause.
   *
   * @default 0.5
   */
  readonly minCapacity?: number;

  /**
   * Maximum capacity in ACU, 1 to 256 in steps of 0.5. The database grows within seconds.
   *
   * @default - 8 in production, otherwise 2
   */
  readonly maxCapacity?: number;

  /**
   * Number of readers in other Availability Zones, 0 to 15, each at the price of the writer. One takes over within a minute when the writer fails.
   * Without one the writer is created again, which takes about ten minutes; its data is in three zones either way.
   *
   * @default - one in production, otherwise none
   */
  readonly readers?: number;

  /**
   * How long backups are kept, 1 to 35 days: the database can be restored to any second of that time.
   *
   * @default - 14 days in production, otherwise one
   */
  readonly backupRetention?: Duration;

  /**
   * Whether the database refuses to be deleted. A final snapshot is kept in any case.
   *
   * @default - in production
   */
  readonly deletionProtection?: boolean;

  /**
   * Name of the first database, letters and digits. A change replaces the database.
   *
   * @default 'app'
   */
  readonly databaseName?: string;

  /**
   * Prefix of the variables: `_HOST`, `_PORT`, `_NAME`, `_USER`, `_PASSWORD` and `_SECRET_ARN` follow. Two databases of an environment need different
   * prefixes.
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
