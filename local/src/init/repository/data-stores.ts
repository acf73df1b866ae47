import type { SourceLine } from './source-files';

interface DataStore {
  /** Packages of Node.js, Python and Go. */
  readonly drivers: readonly string[];
  readonly use: string;
  readonly creates: string;
  readonly variables: string;
  /** Variables with an address that includes the password. */
  readonly url: RegExp;
}

const DATABASE = {
  variables: 'DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER and DATABASE_PASSWORD',
  url: /\b(?:DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|DB)_(?:URL|URI|DSN)\b/,
};
const DATA_STORES: readonly DataStore[] = [
  {
    drivers: [
      'pg', 'postgres', 'pg-promise', 'psycopg', 'psycopg2', 'psycopg2-binary', 'asyncpg', 'github.com/lib/pq', 'github.com/jackc/pgx',
      'gorm.io/driver/postgres',
    ],
    use: 'Database.postgres()',
    creates: 'a PostgreSQL database',
    ...DATABASE,
  },
  {
    drivers: [
      'mysql2', 'mysql', 'mysqlclient', 'pymysql', 'aiomysql', 'asyncmy', 'github.com/go-sql-driver/mysql', 'gorm.io/driver/mysql',
    ],
    use: 'Database.mysql()',
    creates: 'a MySQL database',
    ...DATABASE,
  },
  {
    drivers: ['ioredis', 'redis', 'github.com/redis/go-redis', 'github.com/go-redis/redis'],
    use: 'Cache.valkey()',
    creates: 'a cache',
    variables: 'CACHE_HOST, CACHE_PORT, CACHE_USER and CACHE_PASSWORD',
    url: /\b(?:REDIS|CACHE)_(?:URL|URI)\b/,
  },
];

/** What an environment needs for an application that uses a database or a cache. Whether it has one elsewhere is for its owner to say. */
export function dataStoreNotes(packages: readonly string[], lines: readonly SourceLine[]): string[] {
  return DATA_STORES.flatMap(({ drivers, use, creates, variables, url }) => {
    const driver = packages.find((name) => drivers.includes(name));
    if (driver === undefined) return [];
    const read = lines.map(({ text }) => url.exec(text)?.[0]).find((name) => name !== undefined);
    return [`\`${driver}\` is a dependency: \`uses: [${use}]\` of an environment creates ${creates}, here and on AWS, and sets ${variables}`
      + (read === undefined ? '' : `; the source reads ${read}, which it has to make of them first (docs/database.md of the library shows how)`)];
  });
}

/** The driver that a schema of Prisma needs: its client has its own. */
export function prismaDriver(schema: string | undefined): string[] {
  const provider = /^\s*provider\s*=\s*"(postgresql|mysql)"/m.exec(schema ?? '')?.[1];
  return provider === undefined ? [] : [provider === 'mysql' ? 'mysql' : 'postgres'];
}
