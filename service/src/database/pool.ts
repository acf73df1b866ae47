import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { DatabaseConfig } from '../config/config.js';
import { isLoopback } from '../config/loopback.js';

/** Connections to the database. When one breaks, the query that uses it fails, and the pool opens another one. */
export function openPool(config: DatabaseConfig, options: pg.PoolConfig): pg.Pool {
  const { host, port, name: database, user, password } = config;
  const pool = new pg.Pool({ host, port, database, user, password, ssl: isLoopback(host) ? false : tls(config), ...options });
  // An error without a listener ends the process. The pool passes on those of idle connections only, so each connection needs a listener, too.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Without CA certificates, connections are encrypted, but the server's identity is not verified. */
function tls({ caFile }: DatabaseConfig): pg.ConnectionConfig['ssl'] {
  return caFile === undefined ? { rejectUnauthorized: false } : { ca: readFileSync(caFile, 'utf8') };
}
