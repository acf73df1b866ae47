import { closeEverythingAfterEachTest, closeLater, createGate, startApp, startBalancerFor, type App } from './harness';
import { createLoad } from '../../src/balancer';
import { patientLoad } from '../patient-load';
import { until } from '../until';

closeEverythingAfterEachTest();
afterEach(() => jest.restoreAllMocks());

function startLoad(options: Parameters<typeof createLoad>[0]) {
  const load = patientLoad(options);
  closeLater(async () => { await load.stop(); });
  return load;
}

async function urlOf(app: App): Promise<string> {
  return (await startBalancerFor(app)).url;
}

test('requests are sent at the rate, over existing and new connections, and responses are counted by their labels', async () => {
  const paths = new Set<string | undefined>();
  const connections = new Map<unknown, number>();
  const arrivals: number[] = [];
  const app = await startApp((request, response) => {
    paths.add(request.url);
    arrivals.push(performance.now());
    connections.set(request.socket, (connections.get(request.socket) ?? 0) + 1);
    response.setHeader('X-Version', 'v1').end(JSON.stringify({ commit: 'abc' }));
  });
  const load = startLoad({
    url: `http://127.0.0.1:${app.port}`,
    rate: 200,
    paths: ['/', '/version'],
    freshConnectionEvery: 10,
    observe: ({ path, body, header, status }) => {
      if (path !== '/version') return undefined;
      return `${status} ${header('x-version')} ${(JSON.parse(body) as { commit: string }).commit}`;
    },
  });
  await until(() => load.report().requests >= 100, 'a hundred requests are answered');
  const report = await load.stop();
  expect(report).toMatchObject({ rate: 200, dropped: 0, firstDrops: [] });
  // It never goes faster. A busy machine makes pauses, after which it catches up.
  expect(report.requests / report.seconds).toBeLessThan(250);
  const gaps = arrivals.slice(1).map((time, index) => time - arrivals[index]!).sort((a, b) => a - b);
  expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(50);
  expect(report.p50Ms).toBeGreaterThan(0);
  expect(report.p99Ms).toBeGreaterThanOrEqual(report.p50Ms);
  expect(Object.keys(report.observed)).toEqual(['200 v1 abc']);
  expect(Math.abs((report.observed['200 v1 abc'] ?? 0) - report.requests / 2)).toBeLessThanOrEqual(1);
  expect(paths).toEqual(new Set(['/', '/version']));
  expect(connections.size).toBeGreaterThanOrEqual(9);
  expect(Math.max(...connections.values())).toBeGreaterThan(1);
});

test('redirects count as answered; 4xx, 5xx and broken connections as dropped, each with its cause', async () => {
  const app = await startApp((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { Location: '/' }).end();
    else if (request.url === '/missing') response.writeHead(404).end();
    else if (request.url === '/broken') response.writeHead(500).end();
    else request.socket.destroy();
  });
  const load = startLoad({ url: `http://127.0.0.1:${app.port}`, rate: 200, paths: ['/redirect', '/missing', '/broken', '/reset'] });
  await until(() => load.report().requests >= 8, 'each path was asked twice');
  const report = await load.stop();
  const byPath = new Map(report.firstDrops.map(({ path, cause, status }) => [path, { cause, status }]));
  expect(Object.fromEntries(byPath)).toEqual({
    '/missing': { cause: 'answered 404', status: 404 },
    '/broken': { cause: 'answered 500', status: 500 },
    '/reset': { cause: 'other side closed', status: undefined },
  });
  expect(Math.abs(report.dropped - report.requests * 0.75)).toBeLessThanOrEqual(2);
});

test('stop waits for requests in flight', async () => {
  const gate = createGate();
  let arrived = 0;
  const app = await startApp(async (_request, response) => {
    arrived += 1;
    await gate.opened;
    response.end();
  });
  const load = startLoad({ url: `http://127.0.0.1:${app.port}`, rate: 100 });
  await until(() => arrived > 3, 'some requests are in flight');
  const stopped = load.stop();
  gate.open();
  const report = await stopped;
  expect(report.requests).toBeGreaterThan(3);
  expect(report.dropped).toBe(0);
  expect(await load.stop()).toEqual(report);
});

test('a response that arrives too late counts as dropped', async () => {
  const load = startLoad({ url: await urlOf(await startApp(() => undefined)), rate: 50, timeoutSeconds: 0.1 });
  await until(() => load.report().dropped > 0, 'a request timed out');
  expect((await load.stop()).firstDrops[0]).toMatchObject({ path: '/', cause: 'no complete response within 0.1 s' });
});

test('a stall counts in full for every request that it delays', async () => {
  let stalled = false;
  const app = await startApp((_request, response) => {
    const stallUntil = stalled ? 0 : Date.now() + 300;
    stalled = true;
    while (Date.now() < stallUntil);
    response.end();
  });
  const load = startLoad({ url: `http://127.0.0.1:${app.port}`, rate: 100 });
  await until(() => load.report().requests >= 40, 'the stall is over');
  const report = await load.stop();
  expect(report.dropped).toBe(0);
  expect(report.p50Ms).toBeGreaterThan(50);
});

test.each([
  [{ url: 'http://example.com', rate: 1 }, 'the load is only sent to this machine (http://127.0.0.1:PORT), got: http://example.com'],
  [{ url: 'http://127.0.0.1.example.com', rate: 1 }, 'the load is only sent to this machine'],
  [{ url: 'http://127.0.0.1:1', rate: 501 }, "the load's rate must be more than 0 and at most 500 requests per second, got: 501"],
  [{ url: 'http://127.0.0.1:1', rate: 0 }, 'got: 0'],
  [{ url: 'http://127.0.0.1:1', rate: NaN }, 'got: NaN'],
])('refuses %p', (options, message) => {
  expect(() => createLoad(options)).toThrow(message);
});

test('a time-out that passes while this process does not run does not count as dropped', async () => {
  // Always some are on their way.
  const app = await startApp((_request, response) => { setTimeout(() => response.end(), 200); });
  const load = startLoad({ url: await urlOf(app), rate: 10, timeoutSeconds: 2 });
  await until(() => load.report().requests > 2, 'requests are answered');
  const { requests } = load.report();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  await until(() => load.report().requests > requests + 25, 'what was due meanwhile is answered');
  expect(await load.stop()).toMatchObject({ dropped: 0, firstDrops: [] });
});

test('what is due after a long pause of this process is sent and answered, a part of it later', async () => {
  const app = await startApp((_request, response) => { setTimeout(() => response.end(), 20); });
  const load = createLoad({ url: await urlOf(app), rate: 40 });
  closeLater(async () => { await load.stop(); });
  await until(() => load.report().requests > 2, 'requests are answered');
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 12_500);
  await until(() => load.report().requests > 12.5 * 40, 'what was due meanwhile is answered');
  expect(await load.stop()).toMatchObject({ dropped: 0, firstDrops: [] });
});

test('a signal ends the wait for answers that do not come', async () => {
  const app = await startApp(() => undefined);
  const load = startLoad({ url: `http://127.0.0.1:${app.port}`, rate: 100, timeoutSeconds: 600 });
  const abort = new AbortController();
  const waits = [load.answered(1, abort.signal), load.stop(abort.signal)];
  abort.abort();
  expect(await Promise.all(waits)).toHaveLength(2);
});
