import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeEverythingAfterEachTest, openRaw, registerAt, startApp, startBalancer } from './harness';
import { until } from '../until';

closeEverythingAfterEachTest();

/** The same numbers in each run (Park and Miller's generator), so that failures are reproducible. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

const TARGET_MOODS: readonly ((request: IncomingMessage, response: ServerResponse) => void)[] = [
  (request) => request.socket.destroy(),
  (request) => request.socket.end('garbage\r\n\r\n'),
  (request, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('less');
    setTimeout(() => request.socket.destroy(), 5);
  },
  (_request, response) => response.writeHead(413, { Connection: 'close' }).end('too large'),
  (_request, response) => { setTimeout(() => response.end('x'.repeat(1_000_000)), 5); },
  (request, response) => request.resume().on('end', () => response.end('fine')),
  (request, response) => request.resume().on('end', () => response.end('fine')),
];

const CLIENT_MOODS: readonly ((socket: Socket) => void)[] = [
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3)),
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
  (socket) => socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(500_000)}`),
  (socket) => socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n${'x'.repeat(1000)}`),
  (socket) => socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n'),
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello'),
  (socket) => socket.write('GET / HT'),
  (socket) => socket.write('not HTTP\r\n\r\n'),
  (socket) => socket.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
];

test('whatever clients and targets do, no request stays in flight, and a valid one still succeeds', async () => {
  const random = randomFrom(20261124);
  const app = await startApp((request, response) => {
    if (request.url === '/good') response.end('good');
    else pick(random, TARGET_MOODS)(request, response);
  });
  app.server.on('upgrade', (_request, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    if (random() < 0.3) {
      socket.destroy();
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  const balancer = await startBalancer({ loadBalancer: { idleTimeoutSeconds: 2 }, healthCheck: { path: '/good' } });
  registerAt(balancer, 'a', app);
  await balancer.untilHealthy('a');

  for (let round = 0; round < 15; round += 1) {
    await Promise.all(Array.from({ length: 20 }, async () => {
      const client = openRaw(balancer).on('error', () => undefined).on('data', () => undefined);
      pick(random, CLIENT_MOODS)(client);
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
      client.destroy();
    }));
  }

  await until(() => balancer.targets()[0]?.inFlight === 0, 'nothing is in flight');
  expect(await (await fetch(`${balancer.url}/good`)).text()).toBe('good');
  const { requests, target2xx, target4xx, elb502, elb503, elb504, elb4xx, clientClosed } = balancer.statistics();
  expect(target2xx + target4xx + elb502 + elb503 + elb504 + elb4xx + clientClosed).toBe(requests);
  expect(requests).toBeGreaterThan(100);
  await balancer.deregister('a');
});
