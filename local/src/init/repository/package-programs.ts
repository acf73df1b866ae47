import type { PackageJson } from './package-json';
import { commandsOf, scriptRunBy } from './package-scripts';
import { ASSIGNMENT } from '../start-line';
import { startedProgram } from '../started-program';

/** Paths of packages' programs: `node_modules/.bin` contains links, which do not survive the deployment. */
export const SERVERS: Readonly<Record<string, string>> = {
  'fastify': 'node_modules/fastify-cli/cli.js',
  'next': 'node_modules/next/dist/bin/next',
  'nuxt': 'node_modules/nuxt/bin/nuxt.mjs',
  'tsx': 'node_modules/tsx/dist/cli.mjs',
  'remix-serve': 'node_modules/@remix-run/serve/dist/cli.js',
};
const MIGRATIONS: Readonly<Record<string, string>> = {
  'db-migrate': 'node_modules/db-migrate/bin/db-migrate',
  'drizzle-kit': 'node_modules/drizzle-kit/bin.cjs',
  'knex': 'node_modules/knex/bin/cli.js',
  'migrate-mongo': 'node_modules/migrate-mongo/bin/migrate-mongo.js',
  'mikro-orm': 'node_modules/@mikro-orm/cli/cli.js',
  'node-pg-migrate': 'node_modules/node-pg-migrate/bin/node-pg-migrate.js',
  'prisma': 'node_modules/prisma/build/index.js',
  'sequelize': 'node_modules/sequelize-cli/lib/sequelize',
  'sequelize-cli': 'node_modules/sequelize-cli/lib/sequelize',
  'typeorm': 'node_modules/typeorm/cli.js',
};

/**
 * Steps that prepare a database, as they run in a revision: there neither npx nor the scripts of `package.json` find programs of packages.
 * Unchanged if they name none, or if the application is not at the root of the revision, where its packages would be.
 */
export function inRevision(steps: string, directory: string, scripts: PackageJson['scripts']): string {
  if (directory !== '.') return steps;
  const [only, ...others] = commandsOf(steps) ?? [];
  const script = only && others.length === 0 ? scriptRunBy(only, { scripts }) : undefined;
  const own = script === undefined ? steps : scripts[script]!;
  const inside = withFiles(own);
  return inside === own ? steps : inside;
}

/** `npx knex`, `yarn knex` and `knex` become `node` and the file. */
function withFiles(steps: string): string {
  return (commandsOf(steps) ?? []).reduceRight((line, { words }) => {
    const started = startedProgram(words, (name) => Object.hasOwn(MIGRATIONS, name));
    const program = started && words[started.index]!;
    const first = words.find(({ source }) => !ASSIGNMENT.test(source))!;
    // A file is there already.
    if (!program || program.source !== started.name) return line;
    return `${line.slice(0, first.begin)}node ${MIGRATIONS[program.source]}${line.slice(program.begin + program.source.length)}`;
  }, steps);
}
