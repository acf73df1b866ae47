import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { Cache } from '../src/cache/cache.js';
import { RateLimit } from '../src/rate-limit/rate-limit.js';

const sockets = new Set<Socket>();
let server: Server;
let cache: Cache;

afterEach(() => {
  cache.close();
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

/** A cache that lets clients connect, and then answers no command. */
async function hangingCache(): Promise<Cache> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (received) => {
      for (const [, command] of String(received).matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)\r\n/gm)) {
        if (command === 'HELLO') socket.write('%0\r\n');
        if (command === 'CLIENT') socket.write('+OK\r\n');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ignore = () => undefined;
  return new Cache({ host: '127.0.0.1', port, user: 'default', password: 'secret' }, { log: ignore, error: ignore, warn: ignore });
}

test('a cache that hangs holds up no request', async () => {
  cache = await hangingCache();
  let why = '';
  // Until it is connected, commands fail immediately.
  while (!why.includes('did not answer within 500 ms')) {
    await new Promise(setImmediate);
    why = await cache.ask((client) => client.get('a')).catch((error: Error) => error.message) ?? '';
  }
  const limit = new RateLimit(1, cache);
  expect(await limit.secondsToWait('127.0.0.1')).toBe(0);
  expect(await limit.secondsToWait('127.0.0.1')).toBeGreaterThan(0);
});
