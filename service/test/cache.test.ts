import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Cache } from '../src/cache/cache.js';
import { RateLimit } from '../src/rate-limit/rate-limit.js';

let server: Server;
let cache: Cache;
let sockets: Socket[];
let hangs: boolean;
let events: string[];

/** A cache that lets clients connect, and answers their commands unless it hangs. */
beforeEach(async () => {
  [sockets, hangs, events] = [[], false, []];
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (received) => {
      for (const [, command] of String(received).matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)\r\n/gm)) {
        if (command === 'HELLO') socket.write('%0\r\n');
        else if (command === 'CLIENT') socket.write('+OK\r\n');
        else if (!hangs) socket.write('$6\r\nanswer\r\n');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const note = (message: { readonly event: string }) => events.push(message.event);
  cache = new Cache({ host: '127.0.0.1', port, user: 'default', password: 'secret' }, { log: note, error: note, warn: note });
  await untilAnswered();
});

afterEach(() => {
  cache.close();
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

async function untilAnswered(): Promise<void> {
  while (await cache.ask((client) => client.get('a')).catch(() => undefined) !== 'answer') await new Promise(setImmediate);
}

test('a cache that hangs delays commands once, then they fail immediately until there is another connection', async () => {
  hangs = true;
  const commands = Array.from({ length: 3 }, () => cache.ask((client) => client.get('a')));
  await expect(Promise.allSettled(commands)).resolves.toMatchObject(commands.map(() => ({ status: 'rejected' })));
  expect(events).toEqual(['cache-away']);
  expect(sockets[0]!.destroyed || await once(sockets[0]!, 'close')).toBeTruthy();
  hangs = false;
  await untilAnswered();
  expect(sockets).toHaveLength(2);
  expect(events).toEqual(['cache-away', 'cache-back']);
});

test('a limit is counted by the host while the cache hangs', async () => {
  hangs = true;
  const limit = new RateLimit(1, cache);
  expect(await limit.secondsToWait('127.0.0.1')).toBe(0);
  expect(await limit.secondsToWait('127.0.0.1')).toBeGreaterThan(0);
});
