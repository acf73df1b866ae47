import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../messages/user-error';
import { isAlive, thisProcess, type ProcessIdentity } from '../../system/process-identity';
import { mismatch, type Shape } from '../../system/shape';
import { readText } from '../../system/stored-file';

/** Ensures that only one runner uses a state directory. The lock of a killed runner is taken over. */
export class StateLock {
  /** @param otherwise what the user can do instead of ending the other run */
  static async take(path: string, otherwise = ''): Promise<StateLock> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, JSON.stringify(await thisProcess()), { mode: 0o600 });
    try {
      // Creating a link is atomic, and the file is complete when it appears.
      for (;;) {
        if (await linked(unfinished, path)) return new StateLock(path);
        const holder = await holderOf(path);
        if (holder && await isAlive(holder)) {
          throw new UserError(`${dirname(path)} is in use by another run (process ${holder.pid}); end it first${otherwise}`);
        }
        await rm(path, { force: true });
      }
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  static async isTaken(path: string): Promise<boolean> {
    const holder = await holderOf(path);
    return holder !== undefined && isAlive(holder);
  }

  private constructor(private readonly path: string) {}

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

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

/** Runners write the file atomically, so an unreadable one does not belong to a live runner. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readText(path);
  try {
    const value: unknown = JSON.parse(text ?? '');
    return mismatch(value, HOLDER) === undefined ? value as ProcessIdentity : undefined;
  } catch {
    return undefined;
  }
}
