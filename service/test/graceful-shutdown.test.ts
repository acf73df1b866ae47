import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { GracefulShutdown, type ShutdownSettings } from '../src/http/graceful-shutdown.js';

interface Fixture {
  readonly port: number;
  readonly shutdown: GracefulShutdown;
}

async function serving(listener: RequestListener, settings: ShutdownSettings): Promise<Fixture> {
  const server: Server = createServer(listener);
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
