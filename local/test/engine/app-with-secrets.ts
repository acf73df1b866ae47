import type { RunningEngine } from './running-engine';
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
export const DATABASE_PASSWORD = `a "quoted" (pass)[word].*$&\\1^{2}| ${'long'.repeat(1_000)}`;
export const STORES = {
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
export function appWithSecrets(): WebApp {
  const app = new WebApp([STAGING]);
  app.write('deploy/web.service', app.read('deploy/web.service').replace('ExecStart=', [
    'EnvironmentFile=-/run/gostyle-secrets/environment', 'ExecStartPre=+/opt/gostyle/read-secrets', 'ExecStart=',
  ].join('\n')));
  app.write('server.mjs', app.read('server.mjs').replace('JSON.stringify({ commit', 'JSON.stringify({ secrets: [process.env.STRIPE_KEY, '
    + 'process.env.DATABASE_PASSWORD, process.env.TOKEN], commit').concat(CARELESS));
  app.commit('a revision that reads its secrets');
  return app;
}

export async function secretsSeen(run: RunningEngine): Promise<unknown> {
  const answer = await fetch(run.environment('staging').url);
  return (await answer.json() as { secrets: unknown }).secrets;
}
