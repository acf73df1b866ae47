import type { Duration } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';

/** Options of a database on RDS. */
export interface DatabaseOptions {
  /**
   * Major version of the engine. A newer one is an upgrade with some minutes of downtime; it cannot be undone.
   *
   * @default - 17 of PostgreSQL, 8.4 of MySQL; minor versions are applied automatically in the maintenance window
   */
  readonly majorVersion?: string;

  /**
   * Instance type. A change restarts the database; with Multi-AZ that takes about a minute.
   *
   * @default - t4g.medium in production, otherwise t4g.micro (MySQL: t4g.medium)
   */
  readonly instanceType?: InstanceType;

  /**
   * Storage in GiB, 20 to 65536. It can grow, never shrink.
   *
   * @default 20 - it grows automatically up to five times as much
   */
  readonly storageGiB?: number;

  /**
   * Whether a second instance in another Availability Zone takes over when the first one fails. It doubles the price.
   *
   * @default - in production
   */
  readonly multiAz?: boolean;

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
