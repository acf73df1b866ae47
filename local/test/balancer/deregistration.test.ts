import { closeEverythingAfterEachTest, createGate, get, registerAt, startApp, startBalancerFor } from './harness';
import type { TargetHealthState } from '../../src/model/target';
import { until } from '../until';

closeEverythingAfterEachTest();

test('requests in flight finish, and new ones go elsewhere', async () => {
  const gate = createGate();
  const slow = await startApp(async (request, response) => {
    if (request.url === '/slow') await gate.opened;
    response.end('slow');
  });
  const other = await startApp((_request, response) => response.end('other'));
  const balancer = await startBalancerFor(slow);
  await balancer.untilHealthy('a');
  const inFlight = Array.from({ length: 5 }, async () => get(balancer, '/slow'));
  await until(() => balancer.targets()[0]?.inFlight === 5, 'all requests are in flight');
  registerAt(balancer, 'b', other);
  await balancer.untilHealthy('b');

  const deregistered = balancer.deregister('a');
  const leaving = balancer.targets().find(({ id }) => id === 'a');
  expect(leaving).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress', inFlight: 5 });
  expect((await get(balancer)).body).toBe('other');
  gate.open();
  expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  await deregistered;
  expect(balancer.targets().map(({ id }) => id)).toEqual(['b']);
  expect(balancer.statistics()).toMatchObject({ requests: 6, target2xx: 6, elb502: 0 });
});

test('with nothing in flight it ends immediately, and idle connections to the target are closed', async () => {
  const app = await startApp();
  const balancer = await startBalancerFor(app, { targetGroup: { deregistrationDelaySeconds: 3600 } });
  await Promise.all(Array.from({ length: 4 }, async () => get(balancer)));
  const openConnections = async () => new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  expect(await openConnections()).toBeGreaterThan(0);
  const states: TargetHealthState[] = [];
  balancer.onTargetChange(({ state }) => states.push(state));
  await balancer.deregister('a');
  expect(states).toEqual(['draining', 'unused']);
  let open = await openConnections();
  await until(() => {
    void openConnections().then((count) => { open = count; });
    return open === 0;
  }, 'the target has no connection');
});

test('fails requests that are still in flight after the deregistration delay, with 502 and the cause', async () => {
  const app = await startApp((request, response) => { if (request.url === '/health') response.end(); });
  const balancer = await startBalancerFor(app, { targetGroup: { deregistrationDelaySeconds: 0.05 } });
  const inFlight = get(balancer, '/never');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  await balancer.deregister('a');
  expect((await inFlight).status).toBe(502);
  expect(balancer.statistics().recentErrors).toMatchObject([
    { status: 502, target: 'a', cause: 'the deregistration delay of 0.05 s elapsed while the request was in flight' },
  ]);
});

test('a target can be registered again while its previous registration is draining', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    if (request.url === '/slow') await gate.opened;
    response.end();
  });
  const balancer = await startBalancerFor(app);
  const inFlight = get(balancer, '/slow');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  const deregistered = balancer.deregister('a');
  registerAt(balancer, 'a', app);
  await balancer.untilHealthy('a');
  expect((await get(balancer)).status).toBe(200);
  gate.open();
  await Promise.all([inFlight, deregistered]);
  expect(balancer.targets()).toMatchObject([{ id: 'a', state: 'healthy' }]);
});

test('ends immediately for a target that is not registered, and two concurrent calls end together', async () => {
  const app = await startApp((request, response) => { if (request.url === '/health') response.end(); });
  const balancer = await startBalancerFor(app, { targetGroup: { deregistrationDelaySeconds: 0.05 } });
  await balancer.deregister('unknown');
  const inFlight = get(balancer, '/never');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  await Promise.all([balancer.deregister('a'), balancer.deregister('a')]);
  await inFlight;
  expect(balancer.targets()).toEqual([]);
});
