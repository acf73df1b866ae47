import { AuroraDatabase } from './aurora-database';
import type { AuroraOptions } from './aurora-options';
import type { DatabaseOptions } from './database-options';
import { RelationalDatabase } from './relational-database';
import { guardFactories } from '../../core/guard-factories';
import type { IAttachment } from '../attachment-config';

/**
 * The environment's own database: in isolated subnets, encrypted, over TLS only, reachable only by the application. The application
 * finds `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_USER` and `DATABASE_PASSWORD`.
 *
 * RDS generates the password and rotates it every seven days; open connections survive. Applications can read it again from `DATABASE_SECRET_ARN`.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { uses: [Database.postgres()], beforeDeployment: Command.run('node dist/migrate.js') });
 */
export class Database {
  /**
   * PostgreSQL on Amazon RDS, about 15 USD a month; in production, with Multi-AZ, about 100 USD.
   *
   * @param options version, size, availability, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static postgres(options: DatabaseOptions = {}): IAttachment {
    return new RelationalDatabase('postgres', options);
  }

  /**
   * MySQL on Amazon RDS, about 50 USD a month; in production, with Multi-AZ, about 100 USD.
   *
   * @param options version, size, availability, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static mysql(options: DatabaseOptions = {}): IAttachment {
    return new RelationalDatabase('mysql', options);
  }

  /**
   * PostgreSQL on Amazon Aurora Serverless v2, about 44 USD a month; in production, with a reader, about 88 USD. It scales with the load.
   *
   * @param options version, capacity, readers, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static auroraPostgres(options: AuroraOptions = {}): IAttachment {
    return new AuroraDatabase('auroraPostgres', options);
  }

  /**
   * MySQL on Amazon Aurora Serverless v2, about 44 USD a month; in production, with a reader, about 88 USD. It scales with the load.
   *
   * @param options version, capacity, readers, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static auroraMysql(options: AuroraOptions = {}): IAttachment {
    return new AuroraDatabase('auroraMysql', options);
  }

  private constructor() {}
}

guardFactories('Database', Database);
