import { connect } from 'node:net';
import {
  closeEverythingAfterEachTest, closeLater, createGate, get, openRaw, readAll, registerAt, settingsWith, startApp, startBalancer,
  startBalancerFor, untilState, type BalancerOverrides,
} from './harness';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import { patientLoad } from '../patient-load';
import { until } from '../until';

closeEverythingAfterEachTest();

/** Each differs from the previous one in everything that can change. */
const SETTINGS: readonly BalancerOverrides[] = [
  {
    loadBalancer: { idleTimeoutSeconds: 600, dropInvalidHeaderFields: true, forwardedForMode: 'remove' },
    targetGroup: { algorithm: 'least_outstanding_requests', slowStartSeconds: 30 },
  },
  {
    loadBalancer: { idleTimeoutSeconds: 30, clientKeepAliveSeconds: 60 },
    targetGroup: { deregistrationDelaySeconds: 3, stickiness: { durationSeconds: 60 } },
    healthCheck: { intervalSeconds: 0.02 },
  },
  {
    targetGroup: { algorithm: 'weighted_random', minimumHealthyTargets: { count: 2, percentage: 50 } },
    healthCheck: { path: '/', healthyThreshold: 5 },
  },
];

test('no request is lost when everything changes under load', async () => {
  const balancer = await startBalancer();
  for (const id of ['a', 'b']) {
    registerAt(balancer, id, await startApp((_request, response) => { setTimeout(() => response.end(), 5); }));
    await balancer.untilHealthy(id);
  }
  const load = patientLoad({ url: balancer.url, rate: 60 });
  closeLater(async () => { await load.stop(); });
  for (let change = 0; change < 30; change += 1) {
    const before = load.report().requests;
    await balancer.update(settingsWith(SETTINGS[change % SETTINGS.length]));
    await until(() => load.report().requests >= before + 10, 'more requests are answered');
  }
  const { requests, dropped, firstDrops } = await load.stop();
  expect(firstDrops).toEqual([]);
  expect(dropped).toBe(0);
  expect(balancer.statistics().target2xx).toBe(requests);
  expect(balancer.targets().map(({ state }) => state)).toEqual(['healthy', 'healthy']);
});

test('a new idle timeout applies to the next request and to open connections; a request in flight keeps the old one', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    if (request.url === '/never') return;
    if (request.url === '/slow') await gate.opened;
    response.end();
  });
  const balancer = await startBalancerFor(app);
  const idle = readAll(openRaw(balancer));
  const slow = get(balancer, '/slow');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  await balancer.update(settingsWith({ loadBalancer: { idleTimeoutSeconds: 1 }, healthCheck: { intervalSeconds: 600 } }));
  expect((await get(balancer, '/never')).status).toBe(504);
  expect(balancer.statistics().recentErrors.at(-1)?.cause).toBe('target did not respond within the idle timeout of 1 s');
  expect(await idle).toBe('');
  gate.open();
  expect((await slow).status).toBe(200);
});

test('warns about a keep-alive timeout that is too short for the new idle timeout', async () => {
  const heard: Message[] = [];
  const balancer = await startBalancerFor(await startApp(), { reporter: new Reporter((message) => heard.push(message)) });
  await get(balancer);
  expect(heard).toEqual([]);
  await balancer.update(settingsWith({ loadBalancer: { idleTimeoutSeconds: 100 } }));
  await get(balancer);
  const told = 'closes idle connections after 65 s (seen on a), but the load balancer keeps them for 100 s';
  expect(heard.map(({ message }) => message)).toEqual([expect.stringContaining(told)]);
});

test('the next health check uses the new settings, without waiting for the old interval', async () => {
  const app = await startApp((request, response) => response.writeHead(request.url === '/broken' ? 500 : 200).end());
  const balancer = await startBalancer({ healthCheck: { intervalSeconds: 600 } });
  registerAt(balancer, 'a', app);
  await balancer.untilHealthy('a');
  await balancer.update(settingsWith({ healthCheck: { path: '/broken' } }));
  await untilState(balancer, 'a', 'unhealthy');
  await balancer.update(settingsWith({ healthCheck: { path: '/broken', matcher: '500' } }));
  await balancer.untilHealthy('a');
});

test('a draining target keeps its deregistration delay; the next one gets the new delay', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    if (request.url === '/slow') await gate.opened;
    if (request.url !== '/never') response.end();
  });
  const balancer = await startBalancerFor(app, { targetGroup: { deregistrationDelaySeconds: 60 } });
  const slow = get(balancer, '/slow');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  const first = balancer.deregister('a');
  await balancer.update(settingsWith({ targetGroup: { deregistrationDelaySeconds: 0.05 } }));
  registerAt(balancer, 'b', app);
  await balancer.untilHealthy('b');
  const never = get(balancer, '/never');
  await until(() => balancer.targets().some(({ id, inFlight }) => id === 'b' && inFlight === 1), 'the request is in flight');
  await balancer.deregister('b');
  expect((await never).status).toBe(502);
  expect(balancer.statistics().recentErrors.at(-1)?.cause).toBe('the deregistration delay of 0.05 s elapsed while the request was in flight');
  gate.open();
  expect((await slow).status).toBe(200);
  await first;
});

test('a target that is healthy when slow start is turned on does not enter it', async () => {
  const balancer = await startBalancer();
  for (const id of ['a', 'b']) {
    registerAt(balancer, id, await startApp((_request, response) => response.end(id)));
    await balancer.untilHealthy(id);
  }
  await balancer.update(settingsWith({ targetGroup: { slowStartSeconds: 900 } }));
  registerAt(balancer, 'c', await startApp((_request, response) => response.end('c')));
  await balancer.untilHealthy('c');
  const answers: string[] = [];
  for (let request = 0; request < 12; request += 1) answers.push((await get(balancer)).body);
  expect(answers.filter((body) => body === 'c')).toEqual([]);
  expect(answers.filter((body) => body === 'a')).toHaveLength(6);
});

describe('another port', () => {
  async function movable() {
    const gate = createGate();
    const app = await startApp(async (request, response) => {
      if (request.url === '/slow') await gate.opened;
      response.end('fine');
    });
    const balancer = await startBalancerFor(app);
    await balancer.untilHealthy('a');
    return { balancer, gate, formerUrl: balancer.url };
  }

  const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

  test('opens, and the previous one answers requests in flight and one more request on each open connection', async () => {
    const { balancer, gate, formerUrl } = await movable();
    const kept = openRaw(balancer);
    const answers = readAll(kept);
    kept.write(REQUEST);
    await until(() => balancer.statistics().requests === 1, 'the first request is answered');
    const busy = openRaw(balancer);
    const slowAnswer = readAll(busy);
    busy.write(REQUEST.replace('/', '/slow'));
    await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');

    await balancer.update({ ...settingsWith({ healthCheck: { intervalSeconds: 600 } }), listenPort: 0 });
    expect(balancer.url).not.toBe(formerUrl);
    expect((await get(balancer)).body).toBe('fine');
    await expect(fetch(formerUrl)).rejects.toThrow('fetch failed');

    gate.open();
    kept.write(REQUEST);
    // Both end only because the listener closes them.
    expect(await slowAnswer).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n[^]*fine$/);
    const [, first, second] = (await answers).split('HTTP/1.1 200 OK');
    expect(first).toContain('Connection: keep-alive');
    expect(second).toContain('Connection: close');
  });

  test('X-Forwarded-Port is the port that received the request', async () => {
    const app = await startApp((request, response) => response.end(request.headers['x-forwarded-port']));
    const balancer = await startBalancerFor(app);
    await balancer.update({ ...settingsWith(), listenPort: 0 });
    expect((await get(balancer)).body).toBe(new URL(balancer.url).port);
  });

  test('fails if it is in use, and changes nothing', async () => {
    const { balancer, formerUrl } = await movable();
    const other = await startApp();
    await expect(balancer.update({ ...settingsWith({ loadBalancer: { forwardedForMode: 'remove' } }), listenPort: other.port }))
      .rejects.toThrow(`port ${other.port} on 127.0.0.1 is in use`);
    expect(balancer.url).toBe(formerUrl);
    expect((await get(balancer)).body).toBe('fine');
  });

  test('closing ends the connections of both', async () => {
    const { balancer } = await movable();
    const former = openRaw(balancer);
    former.write(REQUEST);
    await until(() => balancer.statistics().requests === 1, 'the first request is answered');
    await balancer.update({ ...settingsWith(), listenPort: 0 });
    const latter = connect(Number(new URL(balancer.url).port), '127.0.0.1');
    await new Promise((resolve) => latter.once('connect', resolve));
    const closed = [former, latter].map(async (socket) => readAll(socket));
    await balancer.close();
    await Promise.all(closed);
  });
});
