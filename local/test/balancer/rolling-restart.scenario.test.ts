import { closeEverythingAfterEachTest, closeLater, registerAt, startApp, startBalancer, type App } from './harness';
import { patientLoad } from '../patient-load';

closeEverythingAfterEachTest();

/** Answers after a short while, so that there is always something in flight. */
async function startVersion(version: string): Promise<App> {
  return startApp((_request, response) => { setTimeout(() => response.end(version), 10); });
}

test('three targets are replaced one by one under load, and no request is dropped', async () => {
  const balancer = await startBalancer();
  const running = new Map<string, App>();
  const bring = async (id: string, version: string) => {
    const app = await startVersion(version);
    running.set(id, app);
    registerAt(balancer, id, app);
    await balancer.untilHealthy(id);
  };
  for (const id of ['a', 'b', 'c']) await bring(id, 'old');

  const load = patientLoad({ url: balancer.url, rate: 60, freshConnectionEvery: 5, observe: ({ body }) => body });
  closeLater(async () => { await load.stop(); });
  const answeredAfter = async (more: number) => {
    const wanted = load.report().requests + more;
    while (load.report().requests < wanted) await new Promise((resolve) => setTimeout(resolve, 10));
  };

  await answeredAfter(30);
  for (const id of ['a', 'b', 'c']) {
    await balancer.deregister(id);
    running.get(id)?.kill();
    await bring(id, 'new');
    await answeredAfter(30);
  }
  await answeredAfter(30);
  const report = await load.stop();

  expect(report.firstDrops).toEqual([]);
  expect(report.dropped).toBe(0);
  expect(Object.keys(report.observed).sort()).toEqual(['new', 'old']);
  expect(balancer.statistics()).toMatchObject({ requests: report.requests, target2xx: report.requests, elb502: 0, elb503: 0 });
});

test('killing a registered target loses its requests in flight, but none once it is unhealthy', async () => {
  const balancer = await startBalancer({ healthCheck: { intervalSeconds: 0.02 } });
  const apps = await Promise.all(['a', 'b'].map(startVersion));
  apps.forEach((app, index) => registerAt(balancer, String(index), app));
  await Promise.all([balancer.untilHealthy('0'), balancer.untilHealthy('1')]);
  const load = patientLoad({ url: balancer.url, rate: 60 });
  closeLater(async () => { await load.stop(); });

  const unhealthy = new Promise<void>((resolve) => {
    balancer.onTargetChange(({ id, state }) => { if (id === '0' && state === 'unhealthy') resolve(); });
  });
  apps[0]?.kill();
  await unhealthy;
  const { requests } = load.report();
  const { elb502 } = balancer.statistics();
  const inFlight = balancer.targets().find(({ id }) => id === '0')?.inFlight ?? 0;
  while (load.report().requests < requests + 50) await new Promise((resolve) => setTimeout(resolve, 10));
  const report = await load.stop();
  expect(balancer.statistics().elb502 - elb502).toBeLessThanOrEqual(inFlight);
  expect(report.requests).toBeGreaterThan(requests);
});
