import type { Socket } from 'node:net';
import { closeEverythingAfterEachTest, openRaw, readAll, sendRaw, startApp, startBalancerFor, type App } from './harness';
import { until } from '../until';

closeEverythingAfterEachTest();

const HANDSHAKE = 'GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: abc\r\n\r\n';

/** Accepts every upgrade and echoes what it gets. The content of frames does not matter to a load balancer. */
async function startSocketApp(): Promise<App> {
  const app = await startApp();
  app.server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const key = request.headers['sec-websocket-key'];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: ${key}\r\n\r\nwelcome`);
    socket.write(head);
    socket.pipe(socket);
  });
  return app;
}

async function received(socket: Socket, text: string): Promise<string> {
  let all = '';
  return new Promise((resolve, reject) => {
    socket.on('data', (data: Buffer) => {
      all += data.toString('latin1');
      if (all.includes(text)) resolve(all);
    });
    socket.once('close', () => reject(new Error(`closed after: ${all}`)));
  });
}

test('forwards bytes in both directions, and loses none of the first ones', async () => {
  const balancer = await startBalancerFor(await startSocketApp());
  const client = openRaw(balancer);
  client.write(`${HANDSHAKE}early`);
  const opening = await received(client, 'welcomeearly');
  expect(opening).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: abc\r\n\r\n/);
  const big = 'x'.repeat(1_000_000);
  client.write(big + 'END');
  expect(await received(client, 'END')).toHaveLength(big.length + 3);
  expect(balancer.targets()).toMatchObject([{ inFlight: 1 }]);
  client.end();
  await until(() => balancer.targets()[0]?.inFlight === 0, 'the connection is closed');
  expect(balancer.statistics()).toMatchObject({ requests: 1, target2xx: 1 });
});

test('a client that has closed its side still gets what the application sends', async () => {
  const client = openRaw(await startBalancerFor(await startSocketApp()));
  client.end(`${HANDSHAKE}early`);
  expect(await readAll(client)).toMatch(/welcomeearly$/);
});

test('a slow client gets everything that the application sent before it closed', async () => {
  const app = await startApp();
  app.server.on('upgrade', (_request, socket: Socket) => {
    socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${'x'.repeat(8_000_000)}END`);
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write(HANDSHAKE);
  client.pause();
  await until(() => balancer.statistics().target2xx === 1, 'the upgrade');
  const all = readAll(client);
  client.resume();
  expect((await all).endsWith('END')).toBe(true);
});

test('an open WebSocket is closed when the deregistration delay has passed', async () => {
  const balancer = await startBalancerFor(await startSocketApp(), { targetGroup: { deregistrationDelaySeconds: 0.05 } });
  const client = openRaw(balancer);
  client.write(HANDSHAKE);
  await received(client, 'welcome');
  const deregistered = balancer.deregister('a');
  const closed = new Promise((resolve) => client.once('close', resolve));
  await Promise.all([deregistered, closed]);
  expect(balancer.targets()).toEqual([]);
});

test('an open WebSocket delays deregistration until the client closes it', async () => {
  const balancer = await startBalancerFor(await startSocketApp(), { targetGroup: { deregistrationDelaySeconds: 3600 } });
  const client = openRaw(balancer);
  client.write(HANDSHAKE);
  await received(client, 'welcome');
  const deregistered = balancer.deregister('a');
  client.write('still there');
  await received(client, 'still there');
  expect(balancer.targets()).toMatchObject([{ state: 'draining' }]);
  client.destroy();
  await deregistered;
  expect(balancer.targets()).toEqual([]);
});

test('an idle WebSocket is closed after the idle timeout', async () => {
  const balancer = await startBalancerFor(await startSocketApp(), { loadBalancer: { idleTimeoutSeconds: 1 } });
  const client = openRaw(balancer);
  client.write(HANDSHAKE);
  expect(await readAll(client)).toContain('welcome');
});

test('passes on an application\'s refusal of the upgrade, whatever its size', async () => {
  const body = 'no '.repeat(1_000_000);
  const app = await startApp();
  app.server.on('upgrade', (_request, socket: Socket) => socket.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write(HANDSHAKE);
  const answer = await readAll(client);
  expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(answer.endsWith(body)).toBe(true);
  expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
});

test('an offer of another protocol is ignored', async () => {
  const balancer = await startBalancerFor(await startApp());
  const client = openRaw(balancer);
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n');
  expect(await readAll(client)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*hello$/);
});

test('fails with 502 when no application listens', async () => {
  const app = await startApp();
  app.kill();
  const client = openRaw(await startBalancerFor(app));
  client.write(HANDSHAKE);
  expect(await readAll(client)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
});

test('a connection on which an upgrade was refused is not reused for another client', async () => {
  const app = await startApp((request, response) => response.end(String(request.socket.remotePort)));
  const balancer = await startBalancerFor(app);
  await balancer.untilHealthy('a');
  const portFor = async (request: string) => /\r\n\r\n(\d+)$/.exec(await sendRaw(balancer, request))?.[1];
  const ask = async () => portFor('GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const before = await ask();
  expect(await ask()).toBe(before);
  const refused = await portFor(HANDSHAKE.replace('Connection: Upgrade', 'Connection: Upgrade, close'));
  expect(refused).toBe(before);
  const after = await ask();
  expect(after).toMatch(/^\d+$/);
  expect(after).not.toBe(refused);
});
