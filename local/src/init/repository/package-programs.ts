import { readPackageJson, type PackageJson } from './package-json';
import { packageManagerOf, pathToPackages } from './package-manager';
import { commandsOf, scriptRunBy } from './package-scripts';
import type { Repository } from '../../checks/source/repository';
import { shellPath } from '../quoting/shell';
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
/** Those of a start command that is given. In scripts, these serve a developer. */
export const GIVEN_SERVERS: Readonly<Record<string, string>> = {
  ...SERVERS,
  'http-server': 'node_modules/http-server/bin/http-server',
  'serve': 'node_modules/serve/build/main.js',
  'vite': 'node_modules/vite/bin/vite.js',
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

/** Programs of Python packages, which a revision has only as modules. */
const PYTHON_PROGRAMS = new Set(['alembic', 'flask']);

/** The package of the migration tool that a line of one command starts, and the words after its name. */
export function migrationProgramIn(line: string): { readonly package: string; readonly rest: string } | undefined {
  const [only, ...others] = commandsOf(line) ?? [];
  const started = only && others.length === 0 ? startedProgram(only.words, (name) => Object.hasOwn(MIGRATIONS, name)) : undefined;
  if (!started) return undefined;
  const [, ofPackage] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(MIGRATIONS[started.name]!)!;
  return { package: ofPackage!, rest: only!.words.slice(started.index + 1).map(({ source }) => source).join(' ') };
}

/** The folder in which steps run, and the path from there to `node_modules`. */
export interface StepsFolder {
  readonly directory: string;
  readonly toPackages: string;
  readonly scripts: PackageJson['scripts'];
}

export function stepsFolder(repository: Repository, directory: string): StepsFolder {
  const toPackages = pathToPackages(directory, packageManagerOf(repository, directory));
  return { directory, toPackages, scripts: readPackageJson(repository, directory)?.scripts ?? {} };
}

/**
 * Steps that prepare a database, as they run at the root of a revision: there neither npx nor the scripts of `package.json` find programs of
 * packages.
 */
export function inRevision(steps: string, { directory, toPackages, scripts }: StepsFolder): string {
  const [only, ...others] = commandsOf(steps) ?? [];
  const script = only && others.length === 0 ? scriptRunBy(only, { scripts }) : undefined;
  const own = script === undefined ? steps : scripts[script]!;
  const inside = withFiles(own, toPackages);
  return `${directory === '.' ? '' : `cd ${shellPath(directory)} && `}${inside === own ? steps : inside}`;
}

/** `npx knex`, `yarn knex` and `knex` become `node` and the file, `alembic` becomes `python -m alembic`. */
function withFiles(steps: string, toPackages: string): string {
  return (commandsOf(steps) ?? []).reduceRight((line, { words }) => {
    const started = startedProgram(words, (name) => Object.hasOwn(MIGRATIONS, name) || PYTHON_PROGRAMS.has(name));
    const program = started && words[started.index]!;
    const first = words.find(({ source }) => !ASSIGNMENT.test(source))!;
    // A file is there already.
    if (!program || program.source !== started.name) return line;
    const file = MIGRATIONS[program.source];
    const runs = file === undefined ? `python -m ${program.source}` : `node ${toPackages}${file}`;
    return `${line.slice(0, first.begin)}${runs}${line.slice(program.begin + program.source.length)}`;
  }, steps);
}
