import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';

const admitted = new WeakSet<Socket>();

/**
 * Keeps at most `most` connections open. When another one arrives, the oldest without the run's token is closed: other users of the machine
 * can neither exhaust the runner's file descriptors nor lock its user out.
 */
export function limitConnections(server: HttpServer, most: number): void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (open.size <= most) return;
    const [oldest = socket] = [...open].filter((each) => !admitted.has(each));
    // Removed right away, because several connections may arrive before it has closed.
    open.delete(oldest);
    oldest.destroy();
  });
}

/** Marks the connection's client as having presented the token. */
export function admit(socket: Socket | undefined): void {
  if (socket) admitted.add(socket);
}
