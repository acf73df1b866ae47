import type { DatabaseOptions } from './database-options';
import { RelationalDatabase } from './relational-database';
import type { IAttachment } from '../attachment-config';

/**
 * A database of the environment's own: in its private subnets, encrypted, over TLS only, reached by the application and nobody else. The application
 * finds `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_USER` and `DATABASE_PASSWORD`.
 *
 * The password is made and changed by RDS, every seven days; a connection that is open stays. `DATABASE_SECRET_ARN` is where it is read again.
 */
export class Database {
  /**
   * PostgreSQL on Amazon RDS, about 14 USD a month; in production, with Multi-AZ, about 100 USD.
   *
   * @param options what makes it differ
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static postgres(options: DatabaseOptions = {}): IAttachment {
    return new RelationalDatabase('postgres', options);
  }

  /**
   * MySQL on Amazon RDS, about 50 USD a month; in production, with Multi-AZ, about 100 USD.
   *
   * @param options what makes it differ
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/database.md
   */
  static mysql(options: DatabaseOptions = {}): IAttachment {
    return new RelationalDatabase('mysql', options);
  }

  private constructor() {}
}
