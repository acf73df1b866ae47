import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { PhaseError } from './phase-error';

/**
 * Rejects links that lead out of a build's own folders. CodeBuild follows them within its container; here they would lead to files of the
 * user who runs the build.
 */
export class LinksOut {
  private readonly directories = new Map<string, Promise<string>>();
  private folders?: Promise<readonly string[]>;

  /** @param others folders that the buildspec itself names by absolute path. */
  constructor(private readonly root: string, private readonly others: readonly string[]) {}

  async refuse(paths: Iterable<string>): Promise<void> {
    const allowed = await this.allowed();
    for (const path of paths) refuseUnless(allowed, path, await this.realPath(path));
  }

  /** Before anything below it is read. */
  async refuseFolder(path: string): Promise<void> {
    refuseUnless(await this.allowed(), path, await realpath(path));
  }

  private async allowed(): Promise<readonly string[]> {
    this.folders ??= Promise.all([this.root, ...this.others].map((folder) => realpath(folder)));
    return this.folders;
  }

  /** The target of a link may not exist: such a link is kept as it is. */
  private async realPath(path: string): Promise<string> {
    const directory = dirname(path);
    const known = this.directories.get(directory) ?? realpath(directory);
    this.directories.set(directory, known);
    const place = join(await known, basename(path));
    if (!(await lstat(place)).isSymbolicLink()) return place;
    return realpath(place).catch(async () => resolve(await known, await readlink(place)));
  }
}

function refuseUnless(allowed: readonly string[], path: string, real: string): void {
  if (allowed.some((folder) => real === folder || real.startsWith(`${folder}${sep}`))) return;
  throw new PhaseError('CLIENT_ERROR', `${path} is a symbolic link to ${real}, outside of the source; locally that is on your own machine: `
    + 'exclude it (exclude-paths), or copy the file into the source');
}
