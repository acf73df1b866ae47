import { readFile } from 'node:fs/promises';
import { isMissing } from './atomic-file';

/** Identifies a process, as opposed to a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine booted: process ids are reused, but not with the same start time. */
  readonly started: string;
}

export async function thisProcess(): Promise<ProcessIdentity> {
  return { pid: process.pid, started: await startOf(process.pid) ?? '' };
}

export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  return await startOf(pid) === started && !await hasEnded(pid);
}

/** Whether a process runs no more, even if its parent has not noticed yet. The first one of a namespace ends after all others in it. */
export async function hasEnded(pid: number): Promise<boolean> {
  return /^[ZX]?$/.test((await statOf(pid))?.[0] ?? '');
}

async function startOf(pid: number): Promise<string | undefined> {
  return (await statOf(pid))?.[19];
}

/** From the state of a process on (proc_pid_stat(5)); `undefined` if there is no such process. */
async function statOf(pid: number): Promise<readonly string[] | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    throw error;
  }
}
