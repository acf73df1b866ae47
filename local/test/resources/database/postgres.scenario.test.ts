import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { postgresPrograms } from '../../../src/resources/database/postgres-programs';
import { isFreePort } from '../../../src/system/free-port';
import { RunningEngine } from '../../engine/running-engine';
import { WebApp, type EnvironmentSettings } from '../../engine/web-app';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 1 };
const SECRET = { 'Fn::GetAtt': ['Database', 'MasterUserSecret.SecretArn'] };
const WITH_DATABASE: EnvironmentSettings = {
  ...PRODUCTION,
  resources: {
    Database: {
      Type: 'AWS::RDS::DBInstance',
      DeletionPolicy: 'Snapshot',
      Properties: { Engine: 'postgres', EngineVersion: '17', DBName: 'shop', MasterUsername: 'app', AllocatedStorage: '20' },
    },
  },
  environment: {
    DATABASE_HOST: { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] },
    DATABASE_PORT: { 'Fn::GetAtt': ['Database', 'Endpoint.Port'] },
    SECRET_ARN: SECRET,
  },
};
const OPTIONS = { loadRate: undefined };

const available = (() => {
  try {
    return postgresPrograms('') !== '';
  } catch {
    return false;
  }
})();

function query(address: string, password: string, sql: string): string {
  const [host, port] = address.split(':');
  return execFileSync('psql', ['-h', host, '-p', port, '-U', 'app', '-At', '-c', sql, 'shop'], {
    encoding: 'utf8', env: { PATH: process.env.PATH, PGPASSWORD: password },
  }).trim();
}

(available ? test : test.skip)('an environment has a real PostgreSQL, whose data is there in the next run and stays when it goes', async () => {
  const app = new WebApp([WITH_DATABASE]);
  const run = await RunningEngine.start(app, OPTIONS);
  const ended = await run.runHead();
  expect([ended.status, run.engine.state().failure?.title]).toEqual(['Succeeded', undefined]);
  const panel = () => run.environment('production').panels.find(({ id }) => id === 'Database');
  expect(panel()).toMatchObject({ title: expect.stringMatching(/^PostgreSQL \d+$/), status: 'Running' });
  const address = panel()!.address!;
  const folder = join(app.directory, '.gostyle/environments/production/resources/Database');
  const password = execFileSync('cat', [join(folder, 'password')], { encoding: 'utf8' });
  query(address, password, 'create table links (slug text); insert into links values (\'one\')');
  expect(() => query(address, 'another password', 'select 1')).toThrow(/password authentication failed/);
  await run.close();
  expect(await isFreePort(Number(address.split(':')[1]))).toBe(true);

  const next = await RunningEngine.start(app, OPTIONS);
  await next.until('the database at its old address', () => next.environment('production').panels[0]?.address === address);
  expect(query(address, password, 'select slug from links')).toBe('one');
  app.configure([PRODUCTION]);
  app.commit('no database any more');
  expect(await next.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(next.said('resource.kept').join()).toContain('its data is kept in');
});

test('without PostgreSQL, the error explains how to install it', () => {
  expect(() => postgresPrograms('production', { path: '/nowhere', debian: '/nowhere' }))
    .toThrow('production uses PostgreSQL, which is not installed on this machine: install it (Debian, Ubuntu: `sudo apt-get install postgresql`;');
});
