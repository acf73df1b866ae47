import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

function found(scripts: Record<string, string>, files: Record<string, string> = { 'server.js': 'app.listen(process.env.PORT);' }) {
  const [application] = applicationsIn({ 'package.json': { scripts }, 'package-lock.json': '{}', ...files });
  const { start, environment, build, notes } = application!;
  return { start, environment, commands: build.commands, notes: notes.join('\n') };
}

test.each([
  ['npm run migrate && node server.js', '`npm run migrate`, which runs before the start, is left out'],
  ['prisma migrate deploy && node server.js', '`prisma migrate deploy`, which runs before'],
])('what a script does before the start is left out, and said: %s', (start, expected) => {
  const { start: command, notes } = found({ start, migrate: 'knex migrate:latest' });
  expect(command).toBe('/usr/local/bin/node server.js');
  expect(notes).toContain(expected);
  expect(notes).toContain(`\`beforeDeployment: Command.run('${start.split(' && ')[0]}')\` of an environment`);
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
