import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process is waited for. Rejects when it ends first: it would be waited for in vain. To be called before it can have ended. */
export function heardFrom<T>(child: ChildProcess, what: Promise<T>): Promise<T> {
  const ended = once(child, 'close').then(([code, signal]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended too early, with ${String(code ?? signal)}`);
  });
  return Promise.race([what, ended]);
}
