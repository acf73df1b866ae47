import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';

interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

function listed(): Listed[] {
  return execFileSync('ps', ['-eo', 'pid,ppid,args', '--no-headers'], { encoding: 'utf8' }).split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] }] : [];
  });
}

/** The process that made an instance's namespaces, as the machine sees it. */
export function holderOf(directory: string, instanceId: string): number | undefined {
  return listed().find(({ args }) => args.includes(`${directory}/`) && args.includes(instanceId) && args.includes('unshare'))?.pid;
}

/** All processes inside an instance. */
export function insideOf(directory: string, instanceId: string): number[] {
  const holder = holderOf(directory, instanceId);
  const first = listed().find(({ parent }) => parent === holder)?.pid;
  const space = first === undefined ? undefined : spaceOf(String(first));
  return space === undefined ? [] : readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && spaceOf(pid) === space).map(Number);
}

/**
 * The helpers of the machine through which the runner started what is inside: nsenter stops itself when its child is stopped, as a
 * shell would expect of it, and has to be continued, too.
 */
export function helpersOf(directory: string, instanceId: string): number[] {
  const holder = holderOf(directory, instanceId);
  const first = listed().find(({ parent }) => parent === holder)?.pid;
  return listed().filter(({ args }) => args.startsWith(`nsenter --target ${first} `)).map(({ pid }) => pid);
}

export function processesAbout(directory: string): string[] {
  return listed().map(({ args }) => args).filter((args) => args.includes(directory) && !args.startsWith('ps '));
}

function spaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
