import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Since the machine has started, in clock ticks: tells it from a later process with the same id. */
  readonly startTime: number;
  readonly residentBytes: number;
}

const PAGE_BYTES = 4096;

/** The processes of an instance with their ids inside. `proc` is the instance's `/proc`. */
export function listProcesses(proc: string): ProcessEntry[] {
  return namesIn(proc).filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const stat = readGone(join(proc, name, 'stat'));
    if (stat === undefined) return [];
    // The program's name is in parentheses and may itself contain any character, including parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, , session] = fields;
    if (state === 'Z' || state === 'X') return [];
    return [{
      pid: Number(name),
      parent: Number(parent),
      session: Number(session),
      startTime: Number(fields[19]),
      residentBytes: Number(fields[21]) * PAGE_BYTES,
    }];
  });
}

/**
 * Memory used by all processes of an instance, in bytes: private memory plus each one's share of shared memory, so that a program used by
 * twenty instances counts once. Falls back to resident memory if the kernel does not provide this.
 */
export async function memoryOf(proc: string): Promise<number> {
  const sizes = await Promise.all(listProcesses(proc).map(async ({ pid, residentBytes }) => {
    const rollup = await readFile(join(proc, String(pid), 'smaps_rollup'), 'latin1').catch(() => '');
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
    return kilobytes === undefined ? residentBytes : Number(kilobytes) * 1024;
  }));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * The processes that belong to a unit: those started with its invocation id, those in the sessions of its known processes, and all
 * descendants. Stands in for systemd's control groups.
 */
export function processesOfUnit(proc: string, isStarted: (entry: ProcessEntry) => boolean, known: readonly number[]): number[] {
  const entries = listProcesses(proc).filter((entry) => entry.pid !== 1);
  const members = new Set(entries
    .filter((entry) => known.includes(entry.pid) || known.includes(entry.session) || isStarted(entry))
    .map(({ pid }) => pid));
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const { pid, parent } of entries) if (members.has(parent)) members.add(pid);
  }
  return [...members];
}

/** The variables that a process was started with; `undefined` if it has ended, or belongs to a user that this one may not look at. */
export function environmentOf(proc: string, pid: number): string | undefined {
  return readGone(join(proc, String(pid), 'environ'));
}

/** Without its first process an instance no longer has a process table. */
function namesIn(proc: string): string[] {
  try {
    return readdirSync(proc);
  } catch {
    return [];
  }
}

/** Processes may end at any moment. */
function readGone(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
