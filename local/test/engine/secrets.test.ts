import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunningEngine } from './running-engine';
import { WebApp, type EnvironmentSettings } from './web-app';

const STAGING: EnvironmentSettings = {
  name: 'staging',
  instances: 2,
  interval: 1,
  secrets: [
    { name: 'STRIPE_KEY', store: 'secrets-manager', id: 'stripe' },
    { name: 'DATABASE_PASSWORD', store: 'secrets-manager', id: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf', field: 'password' },
    { name: 'TOKEN', store: 'parameter-store', id: '/shop/token' },
  ],
};
/** Contains special characters of regular expressions, replacements, shells and JSON. */
const DATABASE_PASSWORD = `a "quoted" (pass)[word].*$&\\1^{2}| ${'long'.repeat(1_000)}`;
const STORES = {
  secretsManager: { stripe: 'the first key', db: JSON.stringify({ username: 'app', password: DATABASE_PASSWORD }) },
  parameterStore: { '/shop/token': 'line one\nline two' },
};

/** Prints them, also in two pieces and to both outputs. */
const CARELESS = [
  'console.log(`careless: ${process.env.STRIPE_KEY}`);', 'const { DATABASE_PASSWORD: password, TOKEN: token } = process.env;',
  'console.error(password, token, JSON.stringify(token).slice(1, -1));',
  'process.stdout.write(`half ${password.slice(0, 100)}`, () => setImmediate(() => console.log(password.slice(100))));', '',
].join('\n');

/** A service whose unit reads its secrets, as in docs/secrets.md, and reveals them on purpose. */
function appWithSecrets(): WebApp {
  const app = new WebApp([STAGING]);
  app.write('deploy/web.service', app.read('deploy/web.service').replace('ExecStart=', [
    'EnvironmentFile=-/run/gostyle-secrets/environment', 'ExecStartPre=+/opt/gostyle/read-secrets', 'ExecStart=',
  ].join('\n')));
  app.write('server.mjs', app.read('server.mjs').replace('JSON.stringify({ commit', 'JSON.stringify({ secrets: [process.env.STRIPE_KEY, '
    + 'process.env.DATABASE_PASSWORD, process.env.TOKEN], commit').concat(CARELESS));
  app.commit('a revision that reads its secrets');
  return app;
}

async function secretsSeen(run: RunningEngine): Promise<unknown> {
  const answer = await fetch(run.environment('staging').url);
  return (await answer.json() as { secrets: unknown }).secrets;
}

/** Files below a folder that contain the text. */
function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    .filter((path) => existsSync(path) && statSync(path).isFile() && readFileSync(path).includes(text));
}

test('secrets reach the application when it starts, are never shown, and a changed one arrives with the next deployment without a drop', async () => {
  const app = appWithSecrets();
  const values = structuredClone(STORES);
  const run = await RunningEngine.start(app, { stores: () => Promise.resolve(values), loadRate: 40 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(await secretsSeen(run)).toEqual(['the first key', DATABASE_PASSWORD, 'line one\nline two']);

  values.secretsManager.stripe = 'the second key';
  expect(await secretsSeen(run)).toContain('the first key');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(await secretsSeen(run)).toContain('the second key');
  expect(run.environment('staging').load).toMatchObject({ dropped: 0 });

  const logs = (await run.engine.instanceLogs('staging'))?.logs.flatMap(({ lines }) => lines) ?? [];
  expect(logs.filter((line) => line.includes('careless: '))).not.toEqual([]);
  const shown = JSON.stringify([logs, run.messages, run.engine.state()]);
  const secrets = ['the first key', 'the second key', '(pass)[word]', 'longlong', 'line two'];
  for (const secret of secrets) expect(shown).not.toContain(secret);
  await run.close();
  const environment = join(app.directory, '.gostyle/environments/staging');
  expect(filesWith('careless: ***', environment)).not.toEqual([]);
  for (const secret of secrets) expect(filesWith(secret, join(environment, '../..'))).toEqual([]);
});

test('a missing secret is reported before anything changes, and asked for once in a terminal', async () => {
  const app = appWithSecrets();
  const nobody = await RunningEngine.start(app, { stores: () => Promise.resolve({ ...STORES, parameterStore: {} }) });
  expect(await nobody.runHead()).toMatchObject({ status: 'Failed' });
  expect(nobody.engine.state().failure?.title)
    .toContain('staging needs TOKEN (Parameter Store: /shop/token), which has no value in this run');
  expect(nobody.environment('staging').instances).toEqual([]);
  await nobody.close();

  const questions: string[] = [];
  const asked = await RunningEngine.start(app, {
    stores: () => Promise.resolve({ ...STORES, parameterStore: {} }),
    askSecret: (question) => Promise.resolve(`answer ${questions.push(question)}`),
  });
  expect(await asked.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(questions).toEqual(['Parameter Store: /shop/token']);
  expect(await secretsSeen(asked)).toContain('answer 1');
});
