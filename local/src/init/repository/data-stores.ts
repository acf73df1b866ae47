import { fixedDataStores } from './fixed-data-stores';
import type { FoundApplication } from './found-application';
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
      'gorm.io/driver/postgres', 'prisma:postgresql',
    ],
    use: 'Database.postgres()',
    creates: 'a PostgreSQL database',
    ...DATABASE,
  },
  {
    drivers: [
      'mysql2', 'mysql', 'mysqlclient', 'pymysql', 'aiomysql', 'asyncmy', 'github.com/go-sql-driver/mysql', 'gorm.io/driver/mysql',
      'prisma:mysql',
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
export function dataStoreNotes(packages: readonly string[], source: readonly string[]): string[] {
  return DATA_STORES.flatMap(({ drivers, use, creates, variables, url }) => {
    const driver = packages.find((name) => drivers.includes(name));
    if (driver === undefined) return [];
    const read = source.map((text) => url.exec(text)?.[0]).find((name) => name !== undefined);
    const why = driver.startsWith('prisma:') ? `prisma/schema.prisma is for ${driver.slice('prisma:'.length)}` : `\`${driver}\` is a dependency`;
    return [`${why}: \`uses: [${use}]\` of an environment creates ${creates}, here and on AWS, and sets ${variables}`
      + (read === undefined ? '' : `; the source reads ${read}, which it has to build from them first (docs/database.md of the library shows how)`)];
  });
}

/**
 * The same, with what has to change in the source if it uses one.
 *
 * @param schema of Prisma
 */
export function dataStores(packages: readonly string[], lines: readonly SourceLine[], schema = ''): Pick<FoundApplication, 'notes' | 'problems'> {
  const notes = dataStoreNotes([...packages, ...prismaDrivers(schema)], [...lines.map(({ text }) => text), schema]);
  return { notes, problems: notes.length > 0 ? fixedDataStores(lines) : [] };
}

/** Prisma's client has drivers of its own. */
function prismaDrivers(schema: string): string[] {
  const provider = /^[^\S\n]*provider\s*=\s*"(postgresql|mysql)"/m.exec(schema)?.[1];
  return provider === undefined ? [] : [`prisma:${provider}`];
}
