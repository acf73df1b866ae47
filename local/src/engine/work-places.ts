import { createHash } from 'node:crypto';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../messages/user-error';

/**
 * Where builds happen: outside of the repository, or a build would find the repository's `node_modules`
 * and `.git` above itself and succeed where CodeBuild fails. The places are always the same ones, so that compilers'
 * caches, which go by path, are of use; each execution has one of its own.
 */
export class WorkPlaces {
  private readonly root: string;
  private readonly taken: (string | undefined)[] = [];

  constructor(stateRoot: string) {
    const hash = createHash('sha256').update(stateRoot).digest('hex').slice(0, 12);
    this.root = join(tmpdir(), `gostyle-${process.getuid?.() ?? 0}-${hash}`);
  }

  async emptyPlaceFor(executionId: string): Promise<string> {
    await this.ownRoot();
    const known = this.taken.indexOf(executionId);
    const index = known >= 0 ? known : firstFree(this.taken);
    this.taken[index] = executionId;
    const place = join(this.root, `build-${index + 1}`);
    await rm(place, { recursive: true, force: true });
    await mkdir(place);
    return place;
  }

  async leave(executionId: string): Promise<void> {
    const index = this.taken.indexOf(executionId);
    if (index < 0) return;
    await rm(join(this.root, `build-${index + 1}`), { recursive: true, force: true });
    this.taken[index] = undefined;
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  /** The folder for temporary files belongs to everybody: somebody else may have put something there. */
  private async ownRoot(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    const found = await lstat(this.root);
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid)) {
      throw new UserError(`${this.root} must be a folder of yours; remove it, or set TMPDIR to another folder`);
    }
  }
}

function firstFree(taken: readonly (string | undefined)[]): number {
  const free = taken.indexOf(undefined);
  return free >= 0 ? free : taken.length;
}
