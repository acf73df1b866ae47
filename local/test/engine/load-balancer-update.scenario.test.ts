import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { RunningEngine } from './running-engine';
import { WebApp, type EnvironmentSettings } from './web-app';
import type { Load } from '../../src/model/load';
import type { ExecutionState } from '../../src/model/run-state';
import { patientLoad } from '../patient-load';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 2, interval: 1, approval: true };

/** Load of the test itself, which continues while the change set is executed, before the deployment and its load begin. */
function startLoad(url: string): Load {
  const load = patientLoad({ url, rate: 100 });
  afterTest(async () => { await load.stop(); });
  return load;
}

/** Trusts only this certificate, like `curl --cacert`. */
async function statusOver(url: string, certificate: string): Promise<number | undefined> {
  const ca = await readFile(certificate);
  return new Promise((resolve, reject) => {
    request(url, { ca, agent: false }, (response) => resolve(response.resume().statusCode)).once('error', reject).end();
  });
}

/** Runs the newest commit, with something to do just before its change set is executed. */
async function runHead(run: RunningEngine, before: () => Promise<void> = async () => undefined): Promise<ExecutionState> {
  const execution = run.runHead();
  const { id } = await run.until('an approval', () => run.engine.state().approvals[0]);
  await before();
  run.engine.decide(id, 'Approved', '');
  return execution;
}

test('executions change the settings of a load balancer; nothing is dropped, and requests in flight are answered', async () => {
  const app = new WebApp([PRODUCTION]);
  const run = await RunningEngine.start(app, { approvals: 'ask', loadRate: 40, https: true });
  await runHead(run);
  const { url, statistics } = run.environment('production');
  const open: Promise<number>[] = [];
  const oneInFlight = async () => {
    open.push(fetch(`${url}/slow`).then(({ status }) => status));
    await run.until('a request in flight', () => run.environment('production').instances.some(({ inFlight }) => inFlight > 0));
  };

  const attributes = {
    loadBalancer: { 'idle_timeout.timeout_seconds': '30', 'routing.http.desync_mitigation_mode': 'strictest' },
    targetGroup: { 'deregistration_delay.timeout_seconds': '20', 'load_balancing.algorithm.type': 'least_outstanding_requests' },
  };
  app.configure([{ ...PRODUCTION, interval: 2, attributes }]);
  app.commit('other settings of the load balancer');
  const load = startLoad(url);
  expect(await runHead(run, oneInFlight)).toMatchObject({ status: 'Succeeded' });
  expect((await run.untilMessage('environment.load-balancer.updated')).data?.changes).toEqual([
    'loadBalancer.idleTimeoutSeconds: 60 -> 30',
    'targetGroup.healthCheck.intervalSeconds: 1 -> 2',
    'targetGroup.deregistrationDelaySeconds: 10 -> 20',
    'targetGroup.algorithm: "round_robin" -> "least_outstanding_requests"',
  ]);
  expect(run.said('environment.imitated-otherwise')).toEqual([
    'production: routing.http.desync_mitigation_mode = strictest of LoadBalancer has no effect on this machine',
  ]);
  const { requests, dropped, firstDrops } = await load.stop();
  expect(firstDrops).toEqual([]);
  expect(dropped).toBe(0);
  const updated = run.environment('production');
  expect(updated).toMatchObject({ url, load: { dropped: 0 } });
  // The counters go on, too: it is the same load balancer.
  expect(updated.statistics.requests).toBeGreaterThanOrEqual(statistics.requests + requests);

  app.configure([{ ...PRODUCTION, interval: 2, attributes, listenerPort: 443 }]);
  app.commit('a listener with another port, over HTTPS');
  expect(await runHead(run, oneInFlight)).toMatchObject({ status: 'Succeeded' });
  const moved = run.environment('production');
  expect(moved.url).not.toBe(url);
  expect((await run.untilMessage('environment.listener-moved')).message).toContain(`at ${moved.url} from now on`);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  expect(moved.url).toMatch(/^https:/);
  expect(await statusOver(moved.url, join(app.directory, '.gostyle', 'certificate.pem'))).toBe(200);
  expect(moved.load?.dropped).toBe(0);
  expect(await Promise.all(open)).toEqual([200, 200]);

  await run.close();
  const next = await RunningEngine.start(app, { https: true });
  await next.until('the environment at its new address', () => next.engine.state().environments.some((environment) => environment.url === moved.url));
});
