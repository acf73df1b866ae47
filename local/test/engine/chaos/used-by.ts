import { readdirSync, readFileSync } from 'node:fs';

export interface Used {
  readonly descriptors: number;
  readonly mebibytes: number;
}

/** The resources that a process uses. */
export function usedBy(pid: number): Used {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, mebibytes: Math.round(Number(resident) / 1024) };
}
