import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { GracefulShutdown, type ShutdownSettings } from '../src/http/graceful-shutdown.js';

interface Fixture {
  readonly port: number;
  readonly shutdown: GracefulShutdown;
}

async function serving(listener: RequestListener, settings: ShutdownSettings): Promise<Fixture> {
  const server: Server = createServer(listener);
  // Only the shutdown closes connections.
  server.keepAliveTimeout = 0;
  const shutdown = new GracefulShutdown(server, settings);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, shutdown };
}

async function answerTo(port: number, agent: Agent): Promise<IncomingMessage> {
  const [response] = await once(get({ host: '127.0.0.1', port, agent }), 'response') as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response;
}

/** A handler that answers when told to. */
function held() {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const listener: RequestListener = (_request, response) => {
    arrive();
    void released.then(() => response.end('late'));
  };
  return { listener, release, arrived };
}

test('without a connection it is over at once', async () => {
  const { shutdown } = await serving((_request, response) => response.end(), { drainSeconds: 60, timeoutSeconds: 60 });
  expect(await shutdown.run()).toEqual({ cut: 0 });
});

test('a request in flight is finished, and its connection closed', async () => {
  const { listener, release, arrived } = held();
  const { port, shutdown } = await serving(listener, { drainSeconds: 60, timeoutSeconds: 60 });
  const agent = new Agent({ keepAlive: true });
  const answer = answerTo(port, agent);
  await arrived;

  const ended = shutdown.run();
  release();

  expect((await answer).headers.connection).toBe('close');
  expect(await ended).toEqual({ cut: 0 });
});

test('a client with a kept connection is served once more and asked to leave', async () => {
  const { port, shutdown } = await serving((_request, response) => response.end(), { drainSeconds: 60, timeoutSeconds: 60 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await answerTo(port, agent)).headers.connection).toBe('keep-alive');

  const ended = shutdown.run();

  expect((await answerTo(port, agent)).headers.connection).toBe('close');
  expect(await ended).toEqual({ cut: 0 });
});

test('a silent connection does not hold it up for longer than the drain', async () => {
  const { port, shutdown } = await serving((_request, response) => response.end(), { drainSeconds: 0.1, timeoutSeconds: 60 });
  const silent = connect(port, '127.0.0.1');
  const closed = once(silent, 'close');
  await once(silent, 'connect');

  expect(await shutdown.run()).toEqual({ cut: 0 });
  await closed;
});

test('fails a request that takes longer than it may, and says so', async () => {
  const { listener, arrived } = held();
  const { port, shutdown } = await serving(listener, { drainSeconds: 0.1, timeoutSeconds: 0.2 });
  const answer = answerTo(port, new Agent());
  const reset = expect(answer).rejects.toThrow('socket hang up');
  await arrived;

  expect(await shutdown.run()).toEqual({ cut: 1 });
  await reset;
});

test('a request on a new connection at the end of the drain is answered', async () => {
  const { port, shutdown } = await serving((_request, response) => response.end('served'), { drainSeconds: 0.1, timeoutSeconds: 60 });
  // It keeps the drain from ending early, and then sends its request when nobody is let in any more.
  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  const ended = shutdown.run();
  await untilRefused(port);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  let answer = '';
  for await (const chunk of client) {
    answer += String(chunk);
  }
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close\r\n[\s\S]*served$/);
  expect(await ended).toEqual({ cut: 0 });
});

test('a connection that the kernel has taken and the server has not is answered, although the drain is over', async () => {
  const { port, shutdown } = await serving((_request, response) => response.end('served'), { drainSeconds: 0, timeoutSeconds: 60 });
  // This thread waits until the kernel has taken the connection, so the server has no turn before it closes.
  const connected = new Int32Array(new SharedArrayBuffer(4));
  const client = new Worker(CLIENT, { eval: true, workerData: { port, connected } });
  const answer = once(client, 'message');
  Atomics.wait(connected, 0, 0);
  const ended = shutdown.run();
  expect(String(await answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*served$/);
  expect(await ended).toEqual({ cut: 0 });
  await client.terminate();
});

const CLIENT = `
const { connect } = require('node:net');
const { parentPort, workerData: { port, connected } } = require('node:worker_threads');
let answer = '';
const client = connect(port, '127.0.0.1', () => {
  client.end('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n');
  Atomics.store(connected, 0, 1);
  Atomics.notify(connected, 0);
});
client.on('data', (chunk) => { answer += String(chunk); });
client.on('error', ({ message }) => { answer += message; });
client.on('close', () => parentPort.postMessage(answer));
`;

/** Ends when nothing listens on the port any more. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const probe = connect(port, '127.0.0.1');
    const refused = await new Promise((resolve) => {
      probe.once('connect', () => resolve(false));
      probe.once('error', () => resolve(true));
    });
    probe.destroy();
    if (refused) {
      return;
    }
  }
}
