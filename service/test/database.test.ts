import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Database } from '../src/database/database.js';

/** Messages of the PostgreSQL protocol: AuthenticationOk and ReadyForQuery, and the type of Query. */
const WELCOME = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1');
const QUERY = 'Q'.charCodeAt(0);

let server: Server;

afterEach(() => {
  server.close();
});

/** A database that crashes in the middle of each query. */
async function crashingDatabase(): Promise<Database> {
  server = createServer((socket: Socket) => {
    socket.once('data', () => socket.write(WELCOME));
    socket.on('data', (message) => {
      if (message[0] === QUERY) socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new Database({ host: '127.0.0.1', port, name: 'app', user: 'app' }, { log: () => undefined, error: () => undefined, warn: () => undefined });
}

test('a connection that breaks during a query fails this query, not the process', async () => {
  const database = await crashingDatabase();
  for (const attempt of [1, 2]) {
    await expect(database.ask((queries) => sql`select ${sql.lit(attempt)}`.execute(queries))).rejects.toMatchObject({ status: 503 });
  }
  await database.close();
});
