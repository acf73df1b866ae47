import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** By this time, a client that closes its socket has released it. */
const SETTLED_MS = 20;
let table: Promise<string | undefined> | undefined;

/**
 * Whether the program at the other end has gone, rather than merely finished sending (`shutdown`, as `nc -N` does): on the wire both look
 * the same until something is written. The kernel knows, because both ends are on this machine: a socket that no program holds has no inode
 * in `/proc/net/tcp`. Without that file, the client counts as present.
 */
export async function clientHasGone({ remotePort, localPort }: Socket): Promise<boolean> {
  if (remotePort === undefined || localPort === undefined) return true;
  table ??= readTable();
  const sockets = await table;
  if (sockets === undefined) return false;
  const inode = new RegExp(`: [0-9A-F]{8}:${hex(remotePort)} [0-9A-F]{8}:${hex(localPort)}(?: +\\S+){6} +(\\d+)`).exec(sockets)?.[1];
  return inode === undefined || inode === '0';
}

/** Shares one read among many clients that leave at the same time. */
async function readTable(): Promise<string | undefined> {
  await after(SETTLED_MS, undefined, { ref: false });
  table = undefined;
  return readFile('/proc/net/tcp', 'latin1').catch(() => undefined);
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
