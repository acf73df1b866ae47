import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../messages/user-error';
import { isAlive, thisProcess, type ProcessIdentity } from '../../system/process-identity';
import { mismatch, type Shape } from '../../system/shape';
import { readText } from '../../system/stored-file';

/** Ensures that only one runner uses a state directory. The lock of a killed runner is taken over. */
export class StateLock {
  /** @param otherwise what the user can do instead of ending the other run */
  static async take(path: string, otherwise = ''): Promise<StateLock> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const unfinished = `${path}.${randomUUID()}`;
    await writeFile(unfinished, JSON.stringify(await thisProcess()), { mode: 0o600 });
    try {
      // Creating a link is atomic, and the file is complete when it appears.
      for (;;) {
        if (await linked(unfinished, path)) return new StateLock(path);
        const holder = (await lockAt(path))?.holder;
        if (holder) {
          throw new UserError(`${dirname(path)} is in use by another run (process ${holder.pid}); end it first${otherwise}`);
        }
        await removeStale(path, unfinished);
      }
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  static async isTaken(path: string): Promise<boolean> {
    return (await lockAt(path))?.holder !== undefined;
  }

  private constructor(private readonly path: string) {}

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

const LOOK_EVERY_MS = 10;
const HOLDER: Shape = { pid: 'number', started: 'text' };

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** One runner at a time, because another one may have removed the lock meanwhile and taken its own. */
async function removeStale(path: string, own: string): Promise<void> {
  const turn = `${path}.turn`;
  if (await linked(own, turn)) {
    if (isStale(await lockAt(path))) await rm(path, { force: true });
    await rm(turn, { force: true });
    return;
  }
  // Its runner was killed in its turn.
  if (isStale(await lockAt(turn))) await rm(turn, { force: true });
  await delay(LOOK_EVERY_MS);
}

interface FoundLock {
  /** Undefined if it has ended. */
  readonly holder: ProcessIdentity | undefined;
}

function isStale(lock: FoundLock | undefined): boolean {
  return lock !== undefined && lock.holder === undefined;
}

async function lockAt(path: string): Promise<FoundLock | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const holder = identityIn(text);
  return { holder: holder && await isAlive(holder) ? holder : undefined };
}

/** Runners write the file atomically, so an unreadable one does not belong to a live runner. */
function identityIn(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return mismatch(value, HOLDER) === undefined ? value as ProcessIdentity : undefined;
  } catch {
    return undefined;
  }
}
