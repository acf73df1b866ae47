import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../messages/user-error';
import { isMissing } from '../../system/atomic-file';

interface Holder {
  readonly pid: number;
  /** A process id is used again some day; together with its start it is not. */
  readonly started: string;
}

/** One runner at a time uses a state directory. A runner that was killed leaves a lock that the next one takes over. */
export class StateLock {
  static async take(path: string): Promise<StateLock> {
    await mkdir(dirname(path), { recursive: true });
    const mine: Holder = { pid: process.pid, started: await startOf(process.pid) ?? '' };
    const unfinished = `${path}.${process.pid}`;
    await writeFile(unfinished, JSON.stringify(mine));
    try {
      // A link is made by one process only, and the file is complete from its first moment.
      for (;;) {
        if (await linked(unfinished, path)) return new StateLock(path);
        const holder = await holderOf(path);
        if (holder && await isAlive(holder)) {
          throw new UserError(`${dirname(path)} is in use by another run (process ${holder.pid}); end that one, or give this one its own directory with \`--state\``);
        }
        await rm(path, { force: true });
      }
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  private constructor(private readonly path: string) {}

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  return await startOf(holder.pid) === holder.started;
}

/** When a process started, in clock ticks since boot; `undefined` when there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
    throw error;
  }
}
