import { createHash } from 'node:crypto';
import { lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../messages/user-error';

/**
 * Where builds happen: outside of the repository, or a build would find the repository's `node_modules`
 * and `.git` above itself and succeed where CodeBuild fails. Always the same place, so that what a runner that was
 * killed left there is found and removed.
 */
export class WorkDirectory {
  readonly path: string;

  constructor(stateRoot: string) {
    const hash = createHash('sha256').update(stateRoot).digest('hex').slice(0, 12);
    this.path = join(tmpdir(), `gostyle-${process.getuid?.() ?? 0}-${hash}`);
  }

  /** The folder for temporary files belongs to everybody: somebody else may have put something there. */
  async make(): Promise<string> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const found = await lstat(this.path);
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
      throw new UserError(`${this.path} must be a folder of yours; remove it, or set TMPDIR to another folder`);
    }
    return this.path;
  }

  /** Between builds there is nothing, so that a runner that is killed leaves nothing. */
  async removeIfEmpty(): Promise<void> {
    await rmdir(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
    });
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
