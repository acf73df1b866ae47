import type { Socket } from 'node:net';
import { closeEverythingAfterEachTest, createGate, get, openRaw, readAll, startApp, startBalancer, startBalancerFor } from './harness';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import { until } from '../until';

closeEverythingAfterEachTest();

const GOOD = 'GET /good HTTP/1.1\r\nHost: x\r\n\r\n';
const WEB_SOCKET = 'GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n';

function statusesIn(raw: string): string[] {
  return [...raw.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status as string);
}

/** Slow enough for what follows a request to arrive while it is in flight. */
async function startSlowApp(): Promise<{ readonly port: number }> {
  return startApp(async (request, response) => {
    if (request.url === '/good') await new Promise((resolve) => setTimeout(resolve, 30));
    response.end(`answer to ${request.url}`);
  });
}

test.each([
  ['garbage', 'nonsense\r\n\r\n', ['200', '400']],
  ['binary garbage', '\x16\x03\x01\x02\0\x01', ['200', '400']],
  ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', ['200', '400']],
  ['an upgrade with a body',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 4\r\n\r\nbody', ['200', '400']],
  ['an offer of h2c', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n', ['200', '200']],
  ['a WebSocket that the application does not know', `${WEB_SOCKET}early`, ['200', '200']],
  ['another version', 'GET / HTTP/2.0\r\nHost: x\r\n\r\n', ['200', '505']],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n', ['200', '405']],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', ['200', '400']],
  ['a chunk without a size', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', ['200', '400']],
  ['a request line over 16 KiB', `GET /${'a'.repeat(20_000)}`, ['200', '414']],
])('a valid request is answered, whatever follows it in the same packet: %s', async (_what, behind, statuses) => {
  const balancer = await startBalancerFor(await startSlowApp());
  const client = openRaw(balancer);
  client.write(GOOD + behind, 'latin1');
  const raw = await readAll(client);
  expect(statusesIn(raw)).toEqual(statuses);
  expect(raw).toContain('answer to /good');
  expect((await get(balancer)).status).toBe(200);
});

test('ignores what follows a request that closes the connection', async () => {
  const balancer = await startBalancerFor(await startSlowApp());
  const client = openRaw(balancer);
  client.write('GET /good HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /behind HTTP/1.1\r\nHost: x\r\n\r\ngarbage');
  const raw = await readAll(client);
  expect(statusesIn(raw)).toEqual(['200']);
  expect(raw).toContain('answer to /good');
  expect(balancer.statistics().requests).toBe(1);
});

test('a WebSocket that follows a request in the same packet opens when that is answered', async () => {
  const app = await startApp((_request, response) => response.end('first'));
  app.server.on('upgrade', (_request, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nwelcome ');
    socket.once('data', (early: Buffer) => socket.end(early)).unshift(head);
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write(`${GOOD}${WEB_SOCKET}early`);
  const raw = await readAll(client);
  expect(statusesIn(raw)).toEqual(['200', '101']);
  expect(raw.endsWith('welcome early')).toBe(true);
});

test('of 160,000 requests pipelined behind a hanging one next to none are read, neither while the client waits nor when it leaves', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    if (request.url === '/hang') await gate.opened;
    response.end();
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer).on('error', () => undefined);
  client.write('GET /hang HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request hangs');
  // The kernel buffers a few hundred thousand bytes, and the load balancer one piece; the rest waits in the client.
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(160_000));
  let last = -1;
  await untilStill(() => client.writableLength, () => last, (value) => { last = value; });
  expect(client.writableLength).toBeGreaterThan(1024 * 1024);
  expect((await get(balancer, '/quick')).status).toBe(200);
  client.resetAndDestroy();
  gate.open();
  expect((await get(balancer, '/quick')).status).toBe(200);
  expect(balancer.statistics().requests).toBeLessThan(10_000);
});

test('responses that a client does not read are not generated', async () => {
  let answered = 0;
  const app = await startApp((request, response) => {
    if (request.url === '/big') answered += 1;
    response.end('x'.repeat(100_000));
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer).on('error', () => undefined);
  client.pause();
  client.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2000));
  let last = -1;
  await untilStill(() => answered, () => last, (value) => { last = value; });
  expect(answered).toBeLessThan(200);
});

test("the load balancer's own responses also wait for a client that does not read", async () => {
  const balancer = await startBalancer();
  const client = openRaw(balancer).on('error', () => undefined);
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(200_000));
  let last = -1;
  await untilStill(() => balancer.statistics().requests, () => last, (value) => { last = value; });
  expect(balancer.statistics().requests).toBeLessThan(100_000);
});

/** Waits until a figure has changed and then stays the same for a while. */
async function untilStill(figure: () => number, last: () => number, keep: (value: number) => void): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = figure();
    if (now > 0 && now === last()) return;
    keep(now);
  }
}

test('a client that closes its side gets its responses', async () => {
  const balancer = await startBalancerFor(await startSlowApp());
  const client = openRaw(balancer);
  client.end(GOOD + GOOD);
  const raw = await readAll(client);
  expect(statusesIn(raw)).toEqual(['200', '200']);
  expect(balancer.statistics()).toMatchObject({ requests: 2, target2xx: 2, clientClosed: 0 });
});

test('a client that closes its side long after its request gets its response', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    if (request.url !== '/health') await gate.opened;
    response.end('late');
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  const answer = readAll(client);
  client.write(GOOD);
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  client.end();
  await new Promise((resolve) => setTimeout(resolve, 100));
  gate.open();
  expect(await answer).toMatch(/late$/);
});

test('a client that closes its side in the middle of its request gets 400', async () => {
  const balancer = await startBalancerFor(await startSlowApp());
  const client = openRaw(balancer);
  client.end('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
  expect(await readAll(client)).toMatch(/^HTTP\/1\.1 400 /);
  expect(balancer.statistics()).toMatchObject({ requests: 1, elb4xx: 1 });
});

test('an unexpected error ends its own connection and is reported', async () => {
  const heard: Message[] = [];
  const app = await startApp();
  const balancer = await startBalancer({ reporter: new Reporter((message) => heard.push(message)) });
  balancer.register({ id: 'a', host: '127.0.0.1', port: app.port });
  await balancer.untilHealthy('a');
  const now = Date.now.bind(Date);
  // Only of a request, not of what else runs in this process.
  const defect = jest.spyOn(Date, 'now').mockImplementation(() => {
    if (new Error().stack!.includes('continueTrace')) throw new Error('the clock broke');
    return now();
  });
  const client = openRaw(balancer);
  client.write(GOOD);
  const raw = await readAll(client);
  defect.mockRestore();
  expect(raw).toBe('');
  const message = 'the load balancer ended a connection: the clock broke';
  expect(heard).toMatchObject([{ level: 'error', code: 'balancer.connection.failed', message }]);
  expect((await get(balancer)).body).toBe('hello');
});
