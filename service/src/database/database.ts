import { readFileSync } from 'node:fs';
import type { LoggerService } from '@nestjs/common';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { Password } from './password.js';
import type { Schema } from './schema.js';
import { isRefusedPassword, isUnavailable, unavailable } from './unavailable.js';
import type { DatabaseConfig } from '../config/config.js';
import { isLoopback } from '../config/loopback.js';

/** Together with the other hosts it must stay below what the smallest database takes. */
const MOST_CONNECTIONS = 10;
/** Also how long a request waits for a connection that others have. A host that has just started makes all of its connections at once. */
const CONNECT_MILLISECONDS = 5_000;
const QUERY_MILLISECONDS = 5_000;

/** PostgreSQL. It may be away for a while: connections are made again, and meanwhile requests get a clear answer at once. */
export class Database {
  private readonly password: Password;
  private readonly pool: pg.Pool;
  private readonly queries: Kysely<Schema>;
  private away = false;

  constructor(config: DatabaseConfig, private readonly logger: LoggerService) {
    this.password = new Password(config);
    this.pool = new pg.Pool({
      host: config.host,
      port: config.port,
      database: config.name,
      user: config.user,
      password: () => this.password.value ?? '',
      ssl: isLoopback(config.host) ? false : tls(config),
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      query_timeout: QUERY_MILLISECONDS,
      keepAlive: true,
      application_name: 'link-shortener',
    });
    // A connection that breaks while nobody uses it: the pool makes another one.
    this.pool.on('error', () => undefined);
    this.queries = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: this.pool }) });
  }

  /** Runs a query. Throws a 503 where the database could not be asked. */
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

  /** Once when it goes and once when it is back, not for each request. */
  private report(error: Error | undefined): void {
    if (this.away === (error !== undefined)) return;
    this.away = error !== undefined;
    if (error) this.logger.error({ event: 'database-away', message: error.message }, 'Database');
    else this.logger.log({ event: 'database-back' }, 'Database');
  }
}

/** Without certificates to compare with, what is sent is encrypted all the same. */
export function tls({ caFile }: DatabaseConfig): pg.ConnectionConfig['ssl'] {
  return caFile === undefined ? { rejectUnauthorized: false } : { ca: readFileSync(caFile, 'utf8') };
}
