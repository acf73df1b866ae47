import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

function found(scripts: Record<string, string>, files: Record<string, string> = { 'server.js': 'app.listen(process.env.PORT);' }) {
  const [application] = applicationsIn({ 'package.json': { scripts }, 'package-lock.json': '{}', ...files });
  const { start, environment, build, notes } = application!;
  return { start, environment, commands: build.commands, notes: notes.join('\n') };
}

test.each([
  ['npm run migrate && node server.js', '`npm run migrate`, which runs before the start, is left', 'node_modules/knex/bin/cli.js migrate:latest'],
  ['prisma migrate deploy && node server.js', '`prisma migrate deploy`, which runs before', 'node_modules/prisma/build/index.js migrate deploy'],
  ['npx -y typeorm migration:run && node server.js', '`npx -y typeorm migration:run`, which runs', 'node_modules/typeorm/cli.js migration:run'],
])('what a script does before the start is left out, and said as a revision can run it: %s', (start, expected, command) => {
  const application = found({ start, migrate: 'knex migrate:latest' });
  expect(application.start).toBe('/usr/local/bin/node server.js');
  expect(application.notes).toContain(expected);
  expect(application.notes).toContain(`\`beforeDeployment: Command.run('node ${command}')\` of an environment`);
});

test.each([
  ['a program that is not known', '.', 'graphile-migrate migrate', 'package-lock.json', 'npm run migrate'],
  ['one in a folder', 'service', 'graphile-migrate migrate', 'service/yarn.lock', 'cd service && npm run migrate'],
  ['a folder with its own packages', 'a b', 'prisma migrate deploy', 'a b/package-lock.json',
    'cd \\\'a b\\\' && node node_modules/prisma/build/index.js migrate deploy'],
  ['a package of a workspace', 'apps/api', 'knex migrate:latest', 'pnpm-lock.yaml',
    'cd apps/api && node ../../node_modules/knex/bin/cli.js migrate:latest'],
])('a command runs at the root of the revision: %s', (_which, directory, migrate, lock, command) => {
  const scripts = { start: 'npm run migrate && node server.js', migrate };
  const [application] = applicationsIn({
    [`${directory}/package.json`]: { scripts },
    [`${directory}/server.js`]: 'app.listen(process.env.PORT);',
    [lock]: '',
  });
  expect(application!.notes.join('\n')).toContain(`\`beforeDeployment: Command.run('${command}')\``);
});

test('so is what its `pre` script does', () => {
  expect(found({ prestart: 'knex migrate:latest', start: 'node server.js' }).notes).toContain('`knex migrate:latest`, which runs before the start');
});

test.each([
  [{ start: 'npm run bundle && node server.js', bundle: 'esbuild a.js' }],
  [{ prestart: 'yarn bundle', start: 'node server.js', bundle: 'esbuild a.js' }],
  [{ 'start': 'npm run serve:all', 'serve:all': 'pnpm run bundle && node server.js', 'bundle': 'esbuild a.js' }],
])('a script that builds before the start is part of the build: %j', (scripts) => {
  const { start, commands, notes } = found(scripts);
  expect([start, commands]).toEqual(['/usr/local/bin/node server.js', ['npm run bundle']]);
  expect(notes).not.toContain('is left out');
});

test.each([
  ['pm2 start server.js'], ['dotenv -e .env -- node server.js'], ['node server.js &'], ['node $(cat name)'], ['node "server.js'], ['npm run start'],
  ['nodemon --exec babel-node server.js'], ['nodemon -x "ts-node --files" server.js'],
])('a script that cannot be translated is said: %s', (start) => {
  const { start: command, notes } = found({ start });
  expect(command).toBe('/usr/local/bin/node server.js');
  expect(notes).toContain(`the script \`start\` (\`${start}\`) cannot be translated for hosts, so the start command is \`/usr/local/bin/node`);
});

test.each(['nodemon server.js', 'nodemon --exec node server.js'])('a script that watches is started without: %s', (start) => {
  const { start: command, notes } = found({ start });
  expect(command).toBe('/usr/local/bin/node server.js');
  expect(notes).not.toContain('cannot be translated');
});

test('a comment is left out, with whatever is in it', () => {
  expect(found({ start: 'node server.js # it\'s the server' }).start).toBe('/usr/local/bin/node server.js');
});

test('a server with an address of its own in its script is reported', () => {
  const scripts = { start: 'next start -p 3001 -H localhost' };
  const [application] = applicationsIn({ 'package.json': { scripts }, 'server.js': 'app.listen(3000);' });
  expect(application?.problems).toEqual([
    expect.stringContaining('Write `-H ${HOST}`: requests come'), expect.stringContaining('Write `-p ${PORT}`: in a local run'),
  ]);
});

test('quotes stay as they are', () => {
  const { start, environment } = found({ start: 'cross-env TITLE="my app" PORT=1 node server.js --name "a b" $OPTIONS' });
  expect([start, environment]).toEqual(['/usr/local/bin/node server.js --name "a b" $OPTIONS', ['TITLE=my app']]);
});

test('a database and a cache that it uses are said, with what an environment gives it', () => {
  const files = { 'server.js': 'app.listen(process.env.PORT);', 'package-lock.json': '{}' };
  const scripts = { start: 'node server.js' };
  const notesWith = (packages: object) => (
    applicationsIn({ ...files, 'package.json': { scripts, ...packages } })[0]!.notes.filter((note) => note.includes('is a dependency')));
  expect(notesWith({ dependencies: { pg: '8', ioredis: '5', express: '5' } })).toEqual([
    expect.stringContaining('`pg` is a dependency: `uses: [Database.postgres()]` of an environment creates a PostgreSQL database'),
    expect.stringContaining('`ioredis` is a dependency: `uses: [Cache.valkey()]`'),
  ]);
  expect(notesWith({ devDependencies: { pg: '8' } })).toEqual([]);
});
