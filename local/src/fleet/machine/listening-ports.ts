import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { listProcesses } from './inside-processes';

const LISTENING = '0A';
const TABLES = ['tcp', 'tcp6'];

/** The TCP ports on which processes of an instance listen. `proc` is the instance's `/proc`; the network is shared with the machine. */
export function listeningPorts(proc: string): number[] {
  return portsOf(listProcesses(proc).map(({ pid }) => pid), proc);
}

/** The TCP ports on which a process of this machine, or one that it has started, listens. */
export function listeningPortsBelow(pid: number): number[] {
  const all = listProcesses('/proc');
  const below = (parent: number): number[] => [parent, ...all.filter((entry) => entry.parent === parent).flatMap((entry) => below(entry.pid))];
  return portsOf(below(pid), '/proc');
}

function portsOf(pids: readonly number[], proc: string): number[] {
  const own = new Set(pids.flatMap((pid) => socketsOf(join(proc, String(pid), 'fd'))));
  const ports = TABLES.flatMap((table) => listenersIn(join('/proc/net', table))).filter(({ inode }) => own.has(inode)).map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

function listenersIn(table: string): { readonly port: number; readonly inode: string }[] {
  return readLines(table).slice(1).map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTENING)
    .map((fields) => ({ port: parseInt(fields[1].split(':')[1], 16), inode: fields[9] }));
}

/** Processes may end at any moment; those that are gone no longer listen. */
function socketsOf(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(join(folder, name))) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

/** Machines without IPv6 do not have this table. */
function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
