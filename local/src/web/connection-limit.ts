import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';

const admitted = new WeakSet<Socket>();

/**
 * Keeps at most `most` connections open. When one more comes, the oldest goes on which nobody has shown the run's token: other users of the
 * machine can open as many as they like, and neither use up the runner's file descriptors nor keep its user out.
 */
export function limitConnections(server: HttpServer, most: number): void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (open.size <= most) return;
    const [oldest = socket] = [...open].filter((each) => !admitted.has(each));
    // Not counted until it has closed: many may come in one turn.
    open.delete(oldest);
    oldest.destroy();
  });
}

/** Whoever is at the other end has shown the token. */
export function admit(socket: Socket | undefined): void {
  if (socket) admitted.add(socket);
}
