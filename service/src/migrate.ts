import { Kysely, Migrator, PostgresDialect } from 'kysely';
import { readConfig } from './config/config.js';
import { MIGRATIONS } from './database/migrations/index.js';
import { openPool } from './database/pool.js';

/** Updates the tables for this revision. Only one migration runs at a time; concurrent ones wait. */
async function migrate(): Promise<string> {
  const { database: config } = readConfig(process.env);
  if (!config) return 'DATABASE_HOST is not set: links are kept in memory';
  const pool = openPool(config, { connectionTimeoutMillis: 10_000, max: 1 });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
    const known = await migrator.getMigrations();
    // Also succeeds if the database is newer: a rollback of the stage runs the migration of the previous revision.
    if (known.every(({ executedAt }) => executedAt)) return 'nothing to migrate';
    const { error, results = [] } = await migrator.migrateToLatest();
    for (const { migrationName, status } of results) console.log(`${migrationName}: ${status}`);
    if (error) throw error as Error;
    return `migrated: ${results.map(({ migrationName }) => migrationName).join(', ')}`;
  } finally {
    await db.destroy();
  }
}

migrate().then(console.log, (error: unknown) => {
  console.error(`the migration failed: ${describe(error)}`);
  process.exitCode = 1;
});

/** Connecting to a host with several addresses fails with an error for each, and no overall message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
