import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../messages/user-error';
import { claimName } from '../../system/claimed-name';
import { deadline } from '../../system/deadline';
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
      const patience = deadline(PATIENCE_MS);
      // Creating a link is atomic, and the file is complete when it appears.
      for (;;) {
        if (await linked(unfinished, path)) return new StateLock(path);
        const holder = (await lockAt(path))?.holder;
        if (holder) {
          throw new UserError(`${dirname(path)} is in use by another run (process ${holder.pid}); end it first${otherwise}`);
        }
        if (patience.aborted) throw new UserError(`${dirname(path)}: another run does not finish taking over the lock; end it first`);
        await removeStale(path);
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

/** It takes milliseconds. */
const PATIENCE_MS = 30_000;
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
async function removeStale(path: string): Promise<void> {
  const turn = await claimName(`lock-${createHash('sha256').update(await realpath(dirname(path))).digest('hex').slice(0, 32)}`);
  if (!turn) return delay(LOOK_EVERY_MS);
  try {
    const lock = await lockAt(path);
    if (lock && !lock.holder) await rm(path, { force: true });
  } finally {
    turn.close();
  }
}

interface FoundLock {
  /** Undefined if it has ended. */
  readonly holder: ProcessIdentity | undefined;
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
