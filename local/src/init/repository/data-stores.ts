import type { PackageJson } from './package-json';

interface DataStore {
  readonly drivers: readonly string[];
  readonly use: string;
  readonly creates: string;
  readonly variables: string;
}

const DATABASE_VARIABLES = 'DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER and DATABASE_PASSWORD';
const DATA_STORES: readonly DataStore[] = [
  { drivers: ['pg', 'postgres', 'pg-promise'], use: 'Database.postgres()', creates: 'a PostgreSQL database', variables: DATABASE_VARIABLES },
  { drivers: ['mysql2', 'mysql'], use: 'Database.mysql()', creates: 'a MySQL database', variables: DATABASE_VARIABLES },
  { drivers: ['ioredis', 'redis'], use: 'Cache.valkey()', creates: 'a cache', variables: 'CACHE_HOST, CACHE_PORT, CACHE_USER and CACHE_PASSWORD' },
];

/** What an environment needs for an application that uses a database or a cache. Whether it has one elsewhere is for its owner to say. */
export function dataStoreNotes({ dependencies }: Pick<PackageJson, 'dependencies'>): string[] {
  return DATA_STORES.flatMap(({ drivers, use, creates, variables }) => {
    const driver = drivers.find((name) => Object.hasOwn(dependencies, name));
    return driver === undefined ? [] : [`\`${driver}\` is a dependency: \`uses: [${use}]\` of an environment creates ${creates}, here and on AWS, `
      + `and sets ${variables}`];
  });
}
