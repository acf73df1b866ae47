import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { claimName, type ClaimedName } from './claimed-name';

const LOWEST = 10_000;
const DEFAULT_EPHEMERAL = 32_768;
/** In use, not allowed for this user, or an address that this machine does not have. */
const NOT_FREE = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'];
/** The ports that this process has been given, with what tells other processes. */
const given = new Map<number, ClaimedName>();
/** The ports that are being looked at: whoever asks meanwhile must not find the other's look. */
const looks = new Map<number, Promise<boolean>>();

/**
 * A free port of 127.0.0.1 that no process which still runs has been given. It is below the kernel's range for outgoing connections, because
 * one of those could take it while a service restarts.
 */
export async function freePort(): Promise<number> {
  const end = lowestEphemeralPort();
  for (;;) {
    const port = randomInt(Math.min(LOWEST, end - 1), end);
    if (!given.has(port) && !looks.has(port) && await look(port)) return port;
  }
}

/** Whether this process may use a port of 127.0.0.1 (again): nobody listens there, and no other process has been given it. */
export function regainPort(port: number): Promise<boolean> {
  const asked = looks.get(port) ?? look(port).finally(() => looks.delete(port));
  looks.set(port, asked);
  return asked;
}

/** For a program whose address must stay, whoever else may have the port: from now on, no other process is given it. */
export async function claimPort(port: number): Promise<void> {
  // A look that is under way would return the port if somebody listens on it.
  await looks.get(port)?.catch(() => undefined);
  if (!given.has(port)) await reserve(port);
}

async function look(port: number): Promise<boolean> {
  if (given.has(port)) return isFreePort(port);
  return await reserve(port) && keepIfFree(port);
}

/** Returns a port on which a program could not listen at this address: each one that is kept costs a file descriptor. */
export async function keepIfFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  let isFree = false;
  try {
    isFree = await isFreePort(port, host);
    return isFree;
  } finally {
    if (!isFree) returnPort(port);
  }
}

/** For a program that has ended, and will not be started again at this port. */
export function returnPort(port: number): void {
  given.get(port)?.close();
  given.delete(port);
}

/** A program listens on its port only some time later, and not while it restarts: until the port is returned, other processes see its name. */
async function reserve(port: number): Promise<boolean> {
  const name = await claimName(`port-${port}`);
  if (name) given.set(port, name);
  return name !== undefined;
}

/** Whether a program could listen on this port of 127.0.0.1, or of another loopback address, now. Rejects if this process cannot find out. */
export function isFreePort(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => (NOT_FREE.includes(error.code ?? '') ? resolve(false) : reject(error)));
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
