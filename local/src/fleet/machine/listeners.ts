import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { listProcesses } from './inside-processes';
import { asRootOf, isRoot } from './namespace';
import type { Listener } from '../../model/instance';
import { runCommand } from '../../system/command';

const LISTENING = '0A';
/** Of IPv4 and IPv6. Without many sockets of IPv6, the kernel needs milliseconds to find the end of its table. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
const CHUNK_BYTES = 4096;

export interface ListeningSocket extends Listener {
  readonly inode: string;
  /** Also if its address is one of IPv4. */
  readonly isIpv6: boolean;
}

/**
 * Where processes of an instance listen, which is known by its first process; the network is shared with the machine. Without root, only root
 * of the instance may read what processes of its other users have opened.
 */
export async function listenersIn(pid: number): Promise<Listener[]> {
  const proc = `/proc/${pid}/root/proc`;
  const folders = listProcesses(proc).map((each) => join(proc, String(each.pid), 'fd'));
  if (isRoot()) return listenersOf(folders.flatMap(socketsOf));
  const [program, ...args] = asRootOf(pid, ['find', ...folders, '-maxdepth', '1', '-lname', 'socket:*', '-printf', '%l\\n']);
  // Processes that end meanwhile are errors of find.
  const { stdout } = await runCommand(program!, args);
  return listenersOf(stdout.split('\n').flatMap(socketIn));
}

/** Where a process of this machine, or one that it has started, listens. */
export function listenersBelow(pid: number): Listener[] {
  const all = listProcesses('/proc');
  const below = (parent: number): number[] => [parent, ...all.filter((entry) => entry.parent === parent).flatMap((entry) => below(entry.pid))];
  return listenersOf(below(pid).flatMap((each) => socketsOf(join('/proc', String(each), 'fd'))));
}

/** Everything that listens on this machine, or its sockets of IPv4 only. */
export function allListeners({ withIpv6 = true } = {}): ListeningSocket[] {
  return TABLES.slice(0, withIpv6 ? 2 : 1).flatMap((table, index) => listeningLines(table).map((fields) => {
    const [address = '', port = ''] = fields[1]!.split(':');
    return { address: addressOf(address), port: parseInt(port, 16), inode: fields[9]!, isIpv6: index === 1 };
  }));
}

function listenersOf(sockets: readonly string[]): Listener[] {
  const own = new Set(sockets);
  const found = allListeners().filter(({ inode }) => own.has(inode)).map(({ address, port }) => ({ address, port }));
  // The workers of a server may listen at the same place.
  return [...new Map(found.map((each) => [`${each.address} ${each.port}`, each])).values()].sort((a, b) => a.port - b.port);
}

/** Words of 32 bits in the machine's byte order. Java and others use IPv6 sockets for IPv4 addresses, too. */
function addressOf(hex: string): string {
  const words = hex.match(/.{8}/g)!.map((word) => (endianness() === 'LE' ? word.match(/../g)!.reverse().join('') : word));
  if (words.length === 1) return dotted(words[0]!);
  if (words[0] === '00000000' && words[1] === '00000000' && words[2] === '0000FFFF') return dotted(words[3]!);
  // Shortens it as usual.
  return new URL(`http://[${words.join('').match(/.{4}/g)!.join(':')}]`).hostname.slice(1, -1);
}

function dotted(word: string): string {
  return word.match(/../g)!.map((byte) => parseInt(byte, 16)).join('.');
}

function socketsOf(folder: string): string[] {
  return orGone(() => readdirSync(folder), []).flatMap((name) => socketIn(orGone(() => readlinkSync(join(folder, name)), '')));
}

/** A process may end at any moment, and one that serves closes a connection: what is gone no longer listens. */
function orGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** The inode of an open socket, if the target of the link is one. */
function socketIn(target: string): string[] {
  return /^socket:\[(\d+)\]$/.exec(target)?.slice(1) ?? [];
}

/** The kernel lists listening sockets before all others (`proc_net_tcp.rst`): thousands of connections are not read. */
function listeningLines(table: string): string[][] {
  const lines: string[][] = [];
  for (const line of linesIn(table)) {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === 'sl') continue;
    if (fields[3] !== LISTENING) break;
    lines.push(fields);
  }
  return lines;
}

/** Machines without IPv6 do not have its table. */
function* linesIn(table: string): Generator<string> {
  let file: number;
  try {
    file = openSync(table, 'r');
  } catch {
    return;
  }
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = '';
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
      const lines = (rest + chunk.toString('latin1', 0, count)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}
