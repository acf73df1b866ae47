import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { limitConnections } from './connection-limit';
import { consoleRoutes } from './routes';
import { RunToken } from './run-token';
import { UserError } from '../messages/user-error';
import type { ConsoleBackend } from '../model/console';

/** Every user of this machine can connect; the runner needs its file descriptors for other things. */
const MOST_CONNECTIONS = 200;

export interface ConsoleOptions {
  /** 0 picks any free port. */
  readonly port: number;
  readonly backend: ConsoleBackend;
  /** Folder of the bundled page. */
  readonly pageDirectory: string;
}

export interface ConsoleServer {
  readonly url: string;
  /** Required in every request for the run's data. */
  readonly token: string;
  /** For a browser: includes the token, which the page removes. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves the console page on 127.0.0.1.
 *
 * Throws a `UserError` if the port is in use.
 */
export async function startConsole({ port, backend, pageDirectory }: ConsoleOptions): Promise<ConsoleServer> {
  const token = new RunToken();
  const server = createAdaptorServer({ fetch: consoleRoutes(backend, pageDirectory, token).fetch });
  limitConnections(server as Server, MOST_CONNECTIONS);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UserError(`--port: ${port} is in use by another program; name another port, or 0 for any free one`);
  });

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    token: token.value,
    address: `${url}/?token=${token.value}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
