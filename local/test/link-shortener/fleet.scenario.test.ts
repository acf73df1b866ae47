import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleService, isInstalled, useCompiledService } from './link-shortener';
import { masterSecretArn } from '../../src/resources/database/database-settings';
import { postgresPrograms } from '../../src/resources/database/postgres-programs';
import { hostLogFiles } from '../../src/resources/shape/log-files';
import { afterTest } from '../engine/after-test';
import { RunningEngine } from '../engine/running-engine';
import { WebApp } from '../engine/web-app';

const available = isInstalled && (() => {
  try {
    return postgresPrograms('') !== '';
  } catch {
    return false;
  }
})();

const attribute = (name: string) => ({ 'Fn::GetAtt': ['Database', name] });
/** More than the failed health checks after which the load balancer takes a host out of service. */
const MORE_HEALTH_CHECKS = 12;
const LOAD = { clients: 4, before: 40, after: 40 };

/** The link shortener on three hosts, with a database of their environment. */
async function linkShortener(): Promise<{ app: WebApp; run: RunningEngine }> {
  const app = new WebApp([{
    name: 'production',
    instances: 3,
    interval: 1,
    resources: {
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: { Engine: 'postgres', DBName: 'app', MasterUsername: 'app', ManageMasterUserPassword: true },
      },
    },
    environment: { DATABASE_HOST: attribute('Endpoint.Address'), DATABASE_PORT: attribute('Endpoint.Port') },
    secrets: [{ name: 'DATABASE_PASSWORD', store: 'secrets-manager', id: masterSecretArn('Database'), field: 'password' }],
    beforeDeployment: 'node migrate.mjs',
  }]);
  await bundleService(app.directory);
  app.write('server.mjs', app.read('main.mjs'));
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- server.mjs', '- server.mjs\n        - migrate.mjs'));
  app.write('deploy/web.service', app.read('deploy/web.service').replace('ExecStart=', [
    'Environment=LOG_LEVEL=debug SHUTDOWN_DRAIN_SECONDS=0', 'EnvironmentFile=-/run/gostyle-secrets/environment',
    'ExecStartPre=+/opt/gostyle/read-secrets', 'ExecStart=',
  ].join('\n')));
  app.commit('the link shortener');
  const run = await RunningEngine.start(app);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  return { app, run };
}

/** Suspends every process of the database, as a host that hangs. Returns what resumes them. */
function suspendDatabase(app: WebApp): () => void {
  const find = ['find', join(app.directory, '.gostyle'), '-name', 'instances', '-prune', '-o', '-name', 'postmaster.pid', '-print'] as const;
  const [file] = execFileSync(find[0], find.slice(1), { encoding: 'utf8' }).trim().split('\n');
  const server = Number(readFileSync(file!, 'utf8').split('\n')[0]);
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(server)], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
  const send = (signal: NodeJS.Signals) => [server, ...children].forEach((pid) => signalIfThere(pid, signal));
  send('SIGSTOP');
  let isSuspended = true;
  const resume = () => {
    if (isSuspended) send('SIGCONT');
    isSuspended = false;
  };
  afterTest(resume);
  return resume;
}

/** Some children of the database end by themselves. */
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Health checks that each host has answered. */
async function healthChecks(app: WebApp): Promise<number[]> {
  const logs = await hostLogFiles(join(app.directory, '.gostyle/environments/production'));
  return logs.filter(({ source }) => source === 'web.service')
    .map(({ path }) => readFileSync(path, 'utf8').split('\n').filter((line) => line.includes('"path":"/health","status":200')).length);
}

useCompiledService();

(available ? test : test.skip)('while the database hangs, a fleet answers 503 and keeps its hosts, then recovers and loses no visit', async () => {
  const { app, run } = await linkShortener();
  const { url, instances } = run.environment('production');
  const hosts = instances.map(({ id }) => id).sort();
  const body = JSON.stringify({ url: 'https://example.com/', slug: 'one' });
  expect((await fetch(`${url}/links`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(201);

  const statuses: number[] = [];
  const unclear: string[] = [];
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      const response = await fetch(`${url}/one`, { redirect: 'manual' });
      const text = await response.text();
      statuses.push(response.status);
      if (response.status === 503 && (response.headers.get('retry-after') !== '5' || !text.includes('try again'))) unclear.push(text);
    }
  };
  const clients = Promise.all(Array.from({ length: LOAD.clients }, client));
  const count = (status: number) => statuses.filter((each) => each === status).length;
  await run.until('visits', () => count(302) >= LOAD.before);

  run.forget();
  const resume = suspendDatabase(app);
  const checkedBefore = Math.max(...await healthChecks(app));
  let checked = 0;
  await run.until('health checks', () => {
    void healthChecks(app).then((each) => { checked = Math.min(...each); });
    return checked >= checkedBefore + MORE_HEALTH_CHECKS && count(503) > LOAD.clients;
  });
  resume();
  const visitsSoFar = count(302);
  await run.until('visits again', () => count(302) >= visitsSoFar + LOAD.after);
  isOver = true;
  await clients;

  expect([...new Set(statuses)].sort()).toEqual([302, 503]);
  expect(unclear).toEqual([]);
  const now = run.environment('production');
  expect(now.instances.map(({ id }) => id).sort()).toEqual(hosts);
  expect(now.instances.map(({ target }) => target)).toEqual(['healthy', 'healthy', 'healthy']);
  const isOfHosts = (code: string) => /^(target\.changed|instance\.|database\.)/.test(code) && code !== 'instance.unit.output';
  expect(run.messages.filter(({ code }) => isOfHosts(code))).toEqual([]);
  const { visits } = await (await fetch(`${url}/links/one`)).json() as { visits: number };
  // A visit that was refused with 503 may have been counted by the database when it resumed.
  expect(visits).toBeGreaterThanOrEqual(count(302));
  expect(visits).toBeLessThanOrEqual(statuses.length);
});
