import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { copyFile, link, lstat, mkdir, readlink, realpath, rm, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { SelectedFile } from './file-selection';
import { PhaseError } from './phase-error';

export interface TransferOptions {
  /** The build's private copy, which is deleted after the build. */
  readonly privateDirectory: string;
  /** Whether symbolic links are followed, kept if they stay within the private copy, or always kept. */
  readonly links: 'follow' | 'keep-internal' | 'keep';
}

const AT_ONCE = 16;
const GIBIBYTE = 2 ** 30;
/** Sparse files are small on disk but large in an archive. */
const MOST_BYTES = 8 * GIBIBYTE;

/**
 * Moves files out of a build. A file with a single name is linked instead of copied: its other name is deleted with the build. Files from
 * elsewhere, and files in two artifacts, are copied.
 */
export async function transferFiles(files: readonly SelectedFile[], directory: string, options: TransferOptions): Promise<void> {
  const transfer = new Transfer(directory, options, `${await realpath(options.privateDirectory)}${sep}`);
  const queue = files.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const file of queue) await transfer.one(file);
  }));
}

class Transfer {
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly realDirectories = new Map<string, Promise<string>>();
  private device?: Promise<number>;
  private bytes = 0;

  constructor(private readonly directory: string, private readonly options: TransferOptions, private readonly privateRoot: string) {}

  async one({ path, target }: SelectedFile): Promise<void> {
    const destination = join(this.directory, target);
    await once(this.made, dirname(destination), (parent) => mkdir(parent, { recursive: true }));
    const stats = await lstat(path);
    if (stats.isSymbolicLink() && await this.keepsLink(path)) return replacing(destination, async () => symlink(await readlink(path), destination));
    const { size, atime, mtime } = stats.isSymbolicLink() ? await stat(path) : stats;
    this.count(size);
    if (await this.isOurs(path, stats)) return replacing(destination, () => link(path, destination));
    await replacing(destination, () => copyFile(path, destination, constants.COPYFILE_FICLONE + constants.COPYFILE_EXCL));
    await utimes(destination, atime, mtime);
  }

  private count(size: number): void {
    this.bytes += size;
    if (this.bytes <= MOST_BYTES) return;
    const bound = `${MOST_BYTES / GIBIBYTE} GiB`;
    throw new PhaseError('CLIENT_ERROR', `the files for ${this.directory} are larger than ${bound} in total, which is the limit`);
  }

  private async keepsLink(path: string): Promise<boolean> {
    if (this.options.links !== 'keep-internal') return this.options.links === 'keep';
    return resolve(await this.realDirectory(path), await readlink(path)).startsWith(this.privateRoot);
  }

  /** Only our own files can keep their owner: archives have none, so a copy belongs to the user who builds. */
  private async isOurs(path: string, stats: Stats): Promise<boolean> {
    const { nlink, uid, gid, dev } = stats;
    if (!stats.isFile() || nlink !== 1 || uid !== process.getuid?.() || gid !== process.getgid?.()) return false;
    this.device ??= stat(this.directory).then((directory) => directory.dev);
    return `${await this.realDirectory(path)}${sep}`.startsWith(this.privateRoot) && await this.device === dev;
  }

  private realDirectory(path: string): Promise<string> {
    return once(this.realDirectories, dirname(path), (directory) => realpath(directory));
  }
}

function once<T>(results: Map<string, Promise<T>>, key: string, work: (key: string) => Promise<T>): Promise<T> {
  const result = results.get(key) ?? work(key);
  results.set(key, result);
  return result;
}

/** Replaces a file that an earlier build left in the same place. */
async function replacing(destination: string, make: () => Promise<void>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await rm(destination, { force: true });
    await make();
  }
}
