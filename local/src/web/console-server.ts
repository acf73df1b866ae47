import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { consoleRoutes } from './routes';
import { UserError } from '../messages/user-error';
import type { ConsoleBackend } from '../model/console';

export interface ConsoleOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly backend: ConsoleBackend;
  /** Where the bundled page is. */
  readonly pageDirectory: string;
}

export interface ConsoleServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the console page on 127.0.0.1.
 *
 * Throws a `UserError` when the port is taken.
 */
export async function startConsole({ port, backend, pageDirectory }: ConsoleOptions): Promise<ConsoleServer> {
  const server = createAdaptorServer({ fetch: consoleRoutes(backend, pageDirectory).fetch });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UserError(`--port: ${port} is taken by another program; name another port, or 0 for any free one`);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
