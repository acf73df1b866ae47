import { readFileSync } from 'node:fs';

/** Whether a process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
