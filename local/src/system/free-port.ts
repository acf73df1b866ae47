import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 10_000;
const DEFAULT_EPHEMERAL = 32_768;
const given = new Set<number>();

/**
 * A free port of 127.0.0.1 that this process has not handed out before. It is below the kernel's range for outgoing connections, because
 * one of those could take it while a service restarts.
 */
export async function freePort(): Promise<number> {
  const end = lowestEphemeralPort();
  for (;;) {
    const port = randomInt(Math.min(LOWEST, end - 1), end);
    if (given.has(port) || !await isFreePort(port)) continue;
    given.add(port);
    return port;
  }
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
