import { createHash } from 'node:crypto';
import { lstat, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../messages/user-error';
import { makeFolder } from '../../system/make-folder';
import { removeFolder } from '../../system/remove-folder';

/**
 * Where builds run: outside the repository, because a build would otherwise find the repository's `node_modules` and `.git` in a parent
 * folder and succeed where CodeBuild fails. The path is always the same, so that leftovers of a killed runner are found and removed.
 */
export class WorkDirectory {
  readonly path: string;

  constructor(stateRoot: string) {
    const hash = createHash('sha256').update(stateRoot).digest('hex').slice(0, 12);
    this.path = join(tmpdir(), `gostyle-${process.getuid?.() ?? 0}-${hash}`);
  }

  /** The temporary directory is shared, so someone else may have created this path. */
  async make(): Promise<string> {
    makeFolder(this.path, 0o700);
    const found = await lstat(this.path);
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
      throw new UserError(`${this.path} must be a folder that belongs to you; remove it, or set TMPDIR to another folder`);
    }
    return this.path;
  }

  /** Kept empty between builds, so that a killed runner leaves nothing behind. */
  async removeIfEmpty(): Promise<void> {
    await rmdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
    });
  }

  async remove(): Promise<void> {
    await removeFolder(this.path);
  }
}
