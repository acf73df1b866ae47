import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 10_000;
const DEFAULT_EPHEMERAL = 32_768;
/** The ports that this process has been given. */
const given = new Set<number>();

/**
 * A free port of 127.0.0.1 that no process has been given before. It is below the kernel's range for outgoing connections, because
 * one of those could take it while a service restarts.
 */
export async function freePort(): Promise<number> {
  const end = lowestEphemeralPort();
  for (;;) {
    const port = randomInt(Math.min(LOWEST, end - 1), end);
    if (!given.has(port) && await regainPort(port)) return port;
  }
}

/** Whether this process may use a port of 127.0.0.1 (again): nobody listens there, and no other process has been given it. */
export async function regainPort(port: number): Promise<boolean> {
  return (given.has(port) || await reserve(port)) && isFreePort(port);
}

/**
 * A program listens on its port only some time later, and not while it restarts. Until this process ends, the port's number is the name
 * of a socket that has no file (unix(7), abstract), which the kernel gives to one process only.
 */
function reserve(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isOurs: boolean) => {
      if (isOurs) given.add(port);
      resolve(isOurs);
    };
    const server = createServer((connection) => connection.destroy()).unref();
    // Where there are no such sockets, one process does not know of another.
    server.once('error', (error: NodeJS.ErrnoException) => end(error.code !== 'EADDRINUSE'));
    server.listen(`\0gostyle-port-${port}`, () => end(true));
  });
}

/** Whether a program could listen on this port of 127.0.0.1, or of another loopback address, now. */
export function isFreePort(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function lowestEphemeralPort(): number {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s/)[0]) || DEFAULT_EPHEMERAL;
  } catch {
    // Not Linux: instances cannot run, but a load balancer can.
    return DEFAULT_EPHEMERAL;
  }
}
