import type { LoggerService } from '@nestjs/common';
import { Kysely, PostgresDialect } from 'kysely';
import { Password } from './password.js';
import { openPool } from './pool.js';
import type { Schema } from './schema.js';
import { isRefusedPassword, isUnavailable, unavailable } from './unavailable.js';
import type { DatabaseConfig } from '../config/config.js';

/** All hosts together must stay below the limit of the smallest database. */
const MOST_CONNECTIONS = 10;
/** Also how long a request waits for a free connection. Long enough for a new host, which opens all of its connections at once. */
const CONNECT_MILLISECONDS = 5_000;
const QUERY_MILLISECONDS = 5_000;

/** PostgreSQL. If it is unavailable for a while, requests immediately get a clear response, and connections are opened again later. */
export class Database {
  private readonly password: Password;
  private readonly queries: Kysely<Schema>;
  private away = false;

  constructor(config: DatabaseConfig, private readonly logger: LoggerService) {
    this.password = new Password(config);
    const pool = openPool(config, {
      password: () => this.password.value ?? '',
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      query_timeout: QUERY_MILLISECONDS,
      keepAlive: true,
      application_name: 'link-shortener',
    });
    this.queries = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  }

  /** Runs a query. Throws a 503 if the database is unavailable. */
  async ask<T>(query: (queries: Kysely<Schema>) => Promise<T>): Promise<T> {
    try {
      const answer = await this.withPassword(() => query(this.queries));
      this.report(undefined);
      return answer;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.report(error as Error);
      throw unavailable();
    }
  }

  close(): Promise<void> {
    return this.queries.destroy();
  }

  private async withPassword<T>(query: () => Promise<T>): Promise<T> {
    const used = this.password.value;
    try {
      return await query();
    } catch (error) {
      if (!isRefusedPassword(error) || !await this.password.renew(used)) throw error;
      this.logger.log({ event: 'password-renewed' }, 'Database');
      return query();
    }
  }

  /** Logs only when the database becomes unavailable or available again, not for each request. */
  private report(error: Error | undefined): void {
    if (this.away === (error !== undefined)) return;
    this.away = error !== undefined;
    if (error) this.logger.error({ event: 'database-away', message: error.message }, 'Database');
    else this.logger.log({ event: 'database-back' }, 'Database');
  }
}
