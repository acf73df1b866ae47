import { ownCommand } from '../../src/cli/running/own-command';

const started = (script: string, typedIn: string, app: string) => ({
  npm_lifecycle_event: script,
  INIT_CWD: typedIn,
  npm_config_local_prefix: app,
});

test.each<[string, NodeJS.ProcessEnv, string]>([
  ['itself', {}, 'gostyle status'],
  ['another script', started('start', '/shop', '/shop/infrastructure'), 'gostyle status'],
  ['the script, from the root', started('gostyle', '/shop', '/shop/infrastructure'), 'npm run gostyle --prefix infrastructure -- status'],
  ['the script, from its folder', started('gostyle', '/shop/infrastructure', '/shop/infrastructure'), 'npm run gostyle -- status'],
  ['the script in a folder whose name has to be quoted', started('gostyle', '/', '/my app'), 'gostyle status'],
])('a command that was started as %s', (_how, env, expected) => {
  expect(ownCommand('status', env)).toBe(expected);
});
