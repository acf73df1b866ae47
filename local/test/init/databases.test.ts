import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Repository } from '../../src/checks/source/repository';
import { findApplications, migrationNotes } from '../../src/init';

let directory: string;

beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'gostyle-databases-test-')); });
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function notesOn(files: Record<string, string | object>): { readonly application: string; readonly migration: string | undefined } {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const repository = new Repository(directory);
  const [application] = findApplications(repository);
  return { application: application!.notes.join('\n'), migration: migrationNotes(repository, application!)[0] };
}

const MANAGE = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")';
const NODE = { 'server.js': 'app.listen(process.env.PORT);' };
const FLASK = { 'app.py': 'app = Flask(__name__)\n' };
const GO = { 'main.go': 'package main\n\nfunc main() { http.ListenAndServe(":"+os.Getenv("PORT"), nil) }\n' };

test.each<[string, Record<string, string | object>]>([
  ['`psycopg2-binary` is a dependency: `uses: [Database.postgres()]`', { ...FLASK, 'requirements.txt': 'flask\npsycopg2-binary==2.9\n' }],
  ['`psycopg` is a dependency', { ...FLASK, 'pyproject.toml': '[project]\nname = "a"\ndependencies = ["flask", "psycopg[binary]>=3"]\n' }],
  ['`pymysql` is a dependency: `uses: [Database.mysql()]`', { ...FLASK, 'requirements.txt': 'Flask\nPyMySQL\n' }],
  ['`github.com/jackc/pgx` is a dependency', { ...GO, 'go.mod': 'module web\n\nrequire github.com/jackc/pgx/v5 v5.5.0\n' }],
  ['`github.com/redis/go-redis` is a dependency: `uses: [Cache.valkey()]`', {
    ...GO, 'go.mod': 'module web\n\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.1.0\n)\n',
  }],
  ['prisma/schema.prisma is for postgresql: `uses: [Database.postgres()]`', {
    ...NODE, 'package.json': { scripts: { start: 'node server.js' } }, 'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
  }],
])('%s', (expected, files) => {
  expect(notesOn(files).application).toContain(expected);
});

test('an application that reads an address is told that it has to make it', () => {
  const packageJson = { scripts: { start: 'node server.js' }, dependencies: { pg: '8' } };
  expect(notesOn({ 'package.json': packageJson, 'server.js': 'new Pool(process.env.DATABASE_URL);' }).application)
    .toContain('; the source reads DATABASE_URL, which it has to build from them first (docs/database.md');
});

test('a word in a description is no dependency', () => {
  const project = '[project]\nname = "a"\ndescription = "redis dashboard"\nkeywords = ["mysql"]\ndependencies = [\n  "flask",\n]\n';
  expect(notesOn({ ...FLASK, 'pyproject.toml': project }).application).not.toContain('is a dependency');
});

describe('a migration', () => {
  const withScripts = (scripts: object, packages: object = {}) =>
    notesOn({ ...NODE, 'package.json': { scripts: { start: 'node server.js', ...scripts }, ...packages } }).migration;

  test.each<[object, string | undefined]>([
    [{ 'migrate:make': 'knex migrate:make', 'migrate': 'knex migrate:latest' }, 'node node_modules/knex/bin/cli.js migrate:latest'],
    [{ 'db:dev': 'prisma migrate dev', 'db:deploy': 'prisma migrate deploy' }, 'node node_modules/prisma/build/index.js migrate deploy'],
    [{ 'migration:run': 'typeorm migration:run -d dist/data-source.js' }, 'node node_modules/typeorm/cli.js migration:run -d dist/data-source.js'],
    [{ migrate: 'node-pg-migrate' }, undefined],
    [{ migrate: 'node-pg-migrate up' }, 'node node_modules/node-pg-migrate/bin/node-pg-migrate.js up'],
    [{ 'build': 'prisma migrate deploy && next build', 'test': 'knex migrate:latest', 'prestart:dev': 'prisma migrate deploy' }, undefined],
    [{ 'migration:revert': 'typeorm migration:revert', 'seed': 'knex seed:run', 'studio': 'prisma studio' }, undefined],
  ])('%j', (scripts, command) => {
    const said = withScripts(scripts);
    if (command === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(`prepares a database; unless the application does so itself, \`beforeDeployment: Command.run('${command}')\``);
  });

  test('of Prisma is told by its folder', () => {
    const packages = { devDependencies: { prisma: '6' } };
    expect(withScripts({}, packages)).toBeUndefined();
    mkdirSync(join(directory, 'prisma/migrations'), { recursive: true });
    expect(withScripts({}, packages)).toMatch(/^prisma\/migrations prepares a database; .*'node node_modules\/prisma\/build\/index.js migrate dep/);
  });

  test('needs its tool in the revision', () => {
    const scripts = { migrate: 'knex migrate:latest' };
    expect(withScripts(scripts, { devDependencies: { knex: '3' } })).toContain('; `knex` has to be among the `dependencies` for that');
    expect(withScripts(scripts, { dependencies: { knex: '3' } })).not.toContain('has to be');
  });

  test.each<[Record<string, string>, string | undefined]>([
    [{ 'manage.py': MANAGE }, 'python manage.py migrate --noinput'],
    [{ 'site/manage.py': MANAGE }, 'cd site && python manage.py migrate --noinput'],
    [{ ...FLASK, 'alembic.ini': '' }, 'python -m alembic upgrade head'],
    [{ ...FLASK, 'migrations/alembic.ini': '' }, 'python -m flask --app app:app db upgrade'],
    [FLASK, undefined],
  ])('of Python: %j', (files, command) => {
    const { migration } = notesOn({ 'requirements.txt': 'django\nflask\n', ...files });
    if (command === undefined) expect(migration).toBeUndefined();
    else expect(migration).toContain(`\`beforeDeployment: Command.run('${command}')\` of an environment`);
  });
});

test('files of Django are collected, if the settings name where and need nothing of a host', () => {
  const django = (settings: string) => {
    notesOn({ 'requirements.txt': 'django\n', 'manage.py': MANAGE, 'web/settings.py': settings });
    return findApplications(new Repository(directory))[0]!.build.commands.filter((line) => line.includes('manage.py'));
  };
  expect(django('STATIC_ROOT = "static"\n')).toEqual([
    '(PYTHONPATH=packages python3 manage.py check)',
    '(PYTHONPATH=packages DJANGO_SETTINGS_MODULE=web.settings python3 manage.py collectstatic --noinput)',
  ]);
  expect(django('STATIC_ROOT = "/var/www/static/"\n')).toEqual(['(PYTHONPATH=packages python3 manage.py check)']);
  expect(django('if not DEBUG:\n    STATIC_ROOT = "static"\n')).toEqual(['(PYTHONPATH=packages python3 manage.py check)']);
  expect(django('DEBUG = False\n')).toEqual(['(PYTHONPATH=packages python3 manage.py check)']);
  expect(django('STATIC_ROOT = "static"\nKEY = os.environ["KEY"]\n')).toEqual([]);
});
