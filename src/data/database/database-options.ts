import type { Duration } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';

/** How a database differs from the smallest one. */
export interface DatabaseOptions {
  /**
   * Major version of the engine. A newer one is an upgrade with some minutes of downtime, and there is no way back.
   *
   * @default - 17 of PostgreSQL, 8.4 of MySQL; its minor versions come by themselves in the maintenance window
   */
  readonly majorVersion?: string;

  /**
   * Size of the database's instances. A change restarts it; with Multi-AZ that takes about a minute.
   *
   * @default - t4g.medium in production, otherwise t4g.micro (MySQL: t4g.medium)
   */
  readonly instanceType?: InstanceType;

  /**
   * Storage in GiB, 20 to 65536. It can grow, never shrink.
   *
   * @default 20 - it grows by itself up to five times as much
   */
  readonly storageGiB?: number;

  /**
   * Whether a second instance in another Availability Zone takes over when the first one fails. It doubles the price.
   *
   * @default - in production
   */
  readonly multiAz?: boolean;

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
