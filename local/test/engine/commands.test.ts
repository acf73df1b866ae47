import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningEngine } from './running-engine';
import { WebApp, type EnvironmentSettings } from './web-app';

const STAGING: EnvironmentSettings = {
  name: 'staging',
  instances: 2,
  interval: 1,
  environment: { SHOP: 'north' as unknown as object, APPLICATION_URL: 'http://web.elb.amazonaws.com' as unknown as object },
  secrets: [{ name: 'PASSWORD', store: 'secrets-manager', id: 'db', field: 'password' }],
};
const OPTIONS = { stores: () => Promise.resolve({ secretsManager: { db: '{"password":"correct horse"}' }, parameterStore: {} }) };

function appWith(command: (log: string) => string): { app: WebApp; said: () => string[] } {
  const app = new WebApp([]);
  const log = join(app.directory, '.gostyle', 'said');
  app.configure([{ ...STAGING, beforeDeployment: command(log) }]);
  app.commit('a migration');
  return { app, said: () => existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [] };
}

test('a command before a deployment runs once, with the revision, the variables and the secrets, before any host changes', async () => {
  const { app, said } = appWith((log) =>
    `cat appspec.yml | head -n 1 >>${log} && echo "$SHOP $PASSWORD" | tee -a ${log} && echo "$APPLICATION_URL" >>${log}`);
  const run = await RunningEngine.start(app, OPTIONS);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  // The address is that of the local load balancer, because a smoke test can reach no other.
  expect(said()).toEqual(['version: 0.0', 'north correct horse', run.environment('staging').url]);
  const codes = run.messages.filter(({ code, stage }) => stage === 'staging' && ['build.output', 'deployment.started'].includes(code));
  expect(codes.at(-1)?.code).toBe('deployment.started');
  expect(codes.map(({ message }) => message)).toContain('north ***');
  expect(JSON.stringify(run.messages)).not.toContain('correct horse');
  expect(run.environment('staging').recordedOnly.map(({ logicalId }) => logicalId)).not.toContain('BeforeDeployment');
});

test('a command that fails says why, and nothing is deployed', async () => {
  const { app } = appWith(() => 'if [ -e broken ]; then echo "column visits is not there" >&2; exit 3; fi');
  const run = await RunningEngine.start(app, OPTIONS);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const before = run.environment('staging').revision;
  app.write('broken', '');
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- appspec.yml', '- appspec.yml\n        - broken'));
  app.commit('a migration that fails');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const { failure } = run.engine.state();
  expect(failure).toMatchObject({ stage: 'staging' });
  expect(JSON.stringify(failure)).toContain('column visits is not there');
  expect(run.environment('staging')).toMatchObject({ revision: before, instances: [{ revision: before }, { revision: before }] });
  expect(run.messages.filter(({ code }) => code === 'deployment.started')).toHaveLength(1);
});
