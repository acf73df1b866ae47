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

/** `npx knex`, `yarn knex` and `knex` at the beginning of a command, or after `&&` or `;`. */
const PROGRAM = /(^|&&|;)(\s*)(?:(?:npx(?:\s+(?:-y|--yes|--no-install))?|(?:yarn|pnpm)(?:\s+(?:exec|run))?)\s+)?([\w-]+)(?=\s|$)/g;

/**
 * Steps that prepare a database, as they run in a revision: there neither npx nor the scripts of `package.json` find programs of packages.
 * Unchanged if they name none, or if the application is not at the root of the revision, where its packages would be.
 */
export function inRevision(steps: string, directory: string, scripts: Readonly<Record<string, string>>): string {
  if (directory !== '.') return steps;
  const script = /^(?:npm run|npm run-script|yarn(?: run)?|pnpm(?: run)?) ([\w:.-]+)$/.exec(steps)?.[1] ?? '';
  const own = Object.hasOwn(scripts, script) ? scripts[script]! : steps;
  const inside = own.replace(PROGRAM, (written: string, before: string, blank: string, name: string) => (
    Object.hasOwn(MIGRATIONS, name) ? `${before}${blank}node ${MIGRATIONS[name]}` : written));
  return inside === own ? steps : inside;
}
