import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../messages/user-error';
import { ActionFailure } from '../../model/action-failure';
import type { Revision } from '../../model/revision';
import { writeJson } from '../../system/atomic-file';
import { lastLine, runCommand } from '../../system/command';
import { readStoredFile, UnreadableFile, type StoredFile } from '../../system/stored-file';

/** Lambda's limit for the unzipped package. */
const LARGEST_BYTES = 250 * 1024 * 1024;

/** A published version: an unpacked revision. */
export interface Version {
  readonly number: number;
  readonly commit: string;
  readonly folder: string;
}

const FORMAT: StoredFile = { shape: { 'last': 'number', 'live?': { number: 'number', commit: 'name' } } };

/** The state of a function that is kept between runs: the version that its alias names, and the last version number. */
export class Versions {
  private readonly file: string;
  private last = 0;

  constructor(private readonly directory: string) {
    this.file = join(directory, 'function.json');
  }

  /** The version that the alias named when the previous run ended. */
  async restored(): Promise<Version | undefined> {
    const { last = 0, live } = await this.read() ?? {};
    this.last = last;
    if (!live) return undefined;
    const folder = this.folderOf(live.number);
    // Without its files it cannot serve: the next release publishes a new version.
    return await isFolder(folder) ? { ...live, folder } : undefined;
  }

  /** Rejects what Lambda would reject or could not start. */
  async publish({ archive, commit }: Revision, handler: string): Promise<Version> {
    this.last += 1;
    const version = { number: this.last, commit: commit.id, folder: this.folderOf(this.last) };
    await rm(version.folder, { recursive: true, force: true });
    await mkdir(version.folder, { recursive: true });
    const { code, stderr } = await runCommand('tar', ['-xzf', archive, '-C', version.folder]);
    if (code !== 0) throw new ActionFailure(`the revision could not be unpacked: ${lastLine(stderr)}`);
    const bytes = await bytesOf(version.folder);
    if (bytes > LARGEST_BYTES) {
      const mebibytes = Math.ceil(bytes / 1024 / 1024);
      throw new ActionFailure(`the unpacked revision has ${mebibytes} MiB, but a function is limited to 250: put less into the artifact`);
    }
    const script = await stat(join(version.folder, handler)).catch(() => undefined);
    if (!script?.isFile()) {
      throw new ActionFailure(`the revision has no ${handler}, which starts the application: add it to the buildspec's artifact,`
        + ' or set `startScript`');
    }
    const mode = (script.mode % 0o1000).toString(8);
    if (!/[1357]/.test(mode)) {
      throw new ActionFailure(`${handler} of the revision is not executable (mode ${mode}): chmod 755 it in the build`);
    }
    return version;
  }

  async live(version: Version): Promise<void> {
    await writeJson(this.file, { last: this.last, live: version });
    await this.prune([version.number]);
  }

  async prune(kept: readonly number[]): Promise<void> {
    const folder = join(this.directory, 'versions');
    for (const name of await readdir(folder).catch(() => [])) {
      if (!kept.includes(Number(name))) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  private async read(): Promise<{ readonly last: number; readonly live?: Omit<Version, 'folder'> } | undefined> {
    try {
      return await readStoredFile(this.file, FORMAT);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UserError(`${error.path} cannot be read: ${error.reason}; fix it, or delete ${this.directory} to discard its versions`);
    }
  }

  private folderOf(version: number): string {
    return join(this.directory, 'versions', String(version));
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
