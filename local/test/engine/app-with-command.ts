import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebApp, type EnvironmentSettings } from './web-app';

const STAGING: EnvironmentSettings = {
  name: 'staging',
  instances: 2,
  interval: 1,
  environment: { SHOP: 'north' as unknown as object, APPLICATION_URL: 'http://web.elb.amazonaws.com' as unknown as object },
  secrets: [{ name: 'PASSWORD', store: 'secrets-manager', id: 'db', field: 'password' }],
};
export const OPTIONS = { stores: () => Promise.resolve({ secretsManager: { db: '{"password":"correct horse"}' }, parameterStore: {} }) };

/** A repository whose pipeline runs a command before each deployment, and what the command has written. */
export function appWith(command: (log: string) => string): { app: WebApp; said: () => string[] } {
  const app = new WebApp([]);
  const log = join(app.directory, '.gostyle', 'said');
  app.configure([{ ...STAGING, beforeDeployment: command(log) }]);
  app.commit('a migration');
  return { app, said: () => existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}
