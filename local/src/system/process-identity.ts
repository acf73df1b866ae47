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
  return await startOf(pid) === started;
}

/** `undefined` if there is no such process. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    throw error;
  }
}
