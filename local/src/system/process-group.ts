import { setTimeout as sleep } from 'node:timers/promises';

/** Time between SIGTERM and SIGKILL. */
export const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 50;

/** Ends a group, whose leader is one of our processes, when asked to. Returns what to wait for after the leader's end. */
export function endGroupWhenAborted(signal: AbortSignal | undefined, leader: number | undefined): () => Promise<void> {
  let ended = Promise.resolve();
  const abort = () => {
    ended = endGroup(leader);
    // It is awaited only once the leader has exited: until then an error has to wait, not to end the whole run.
    ended.catch(() => undefined);
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return () => {
    signal?.removeEventListener('abort', abort);
    return ended;
  };
}

/** SIGTERM, then SIGKILL. */
async function endGroup(leader: number | undefined): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM')) return;
  for (let waited = 0; waited < GRACE_MS; waited += LOOK_EVERY_MS) {
    await sleep(LOOK_EVERY_MS);
    if (!signalGroup(leader, 0)) return;
  }
  signalGroup(leader, 'SIGKILL');
}

/** Returns false if there is none. @param leader undefined if it could not be started. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals | 0): boolean {
  return leader !== undefined && signalProcess(-leader, signal);
}

/** Returns false if there is none, or if it belongs to another user, such as what `sudo` has started: that is not ours to end. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
