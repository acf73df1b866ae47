import { createServer, type Server } from 'node:net';

/** Keep it as long as the name is needed, then close it. */
export type ClaimedName = Pick<Server, 'close'>;

/**
 * Claims a name that one process of this machine has at a time. `undefined` if another one has it. It is the name of a socket that has no file
 * (unix(7), abstract), so the kernel takes it back when the process ends, however that happens.
 */
export function claimName(name: string): Promise<ClaimedName | undefined> {
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy()).unref();
    // Where there are no such sockets, one process does not know of another.
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE' ? undefined : server));
    server.listen(`\0gostyle-${name}`, () => resolve(server));
  });
}
