import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Artifact } from './action';
import { ActionFailure } from '../../model/action-failure';
import type { Revision } from '../../model/revision';
import { lastLine, runCommand } from '../../system/command';
import type { StateDirectory } from '../state/state-directory';

export class RevisionStore {
  private readonly packed = new Map<string, Promise<Revision>>();
  private readonly inUse = new Map<string, number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly state: StateDirectory) {}

  /**
   * Packs an artifact, or reuses the archive that was made of it before, possibly by an earlier run. Protected from `prune` until the work
   * has ended, because no environment needs it yet.
   */
  async use<T>(artifact: Artifact, work: (revision: Revision) => Promise<T>): Promise<T> {
    const id = `${artifact.executionId}-${artifact.name}`;
    this.inUse.set(id, (this.inUse.get(id) ?? 0) + 1);
    try {
      return await work(await this.revisionOf(id, artifact));
    } finally {
      const others = (this.inUse.get(id) ?? 1) - 1;
      if (others > 0) this.inUse.set(id, others);
      else this.inUse.delete(id);
    }
  }

  /** Deletes revisions that are neither needed by an environment nor in use. */
  prune(isNeeded: (id: string) => boolean): Promise<void> {
    return this.alone(async () => {
      const names = await readdir(this.state.revisions()).catch(() => []);
      for (const name of names) {
        const id = name.replace(/\.(tgz|json)$/, '');
        if (this.inUse.has(id) || isNeeded(id)) continue;
        this.packed.delete(id);
        await rm(join(this.state.revisions(), name), { recursive: true, force: true });
      }
    });
  }

  private revisionOf(id: string, artifact: Artifact): Promise<Revision> {
    const known = this.packed.get(id) ?? this.alone(() => this.load(id, artifact));
    this.packed.set(id, known);
    known.catch(() => this.packed.delete(id));
    return known;
  }

  /** Serialized, so that a revision is not found while it is being deleted. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** A revision with an unreadable description or a damaged archive is packed again from the same artifact. */
  private async known(description: string): Promise<Revision | undefined> {
    const revision = await this.state.read<Revision>(description).catch(() => undefined);
    const archive = revision && await stat(revision.archive).catch(() => undefined);
    // An archive of a different size need not be read, however large it has become.
    if (!archive?.isFile() || archive.size !== revision?.bytes) return undefined;
    return await sha256(revision.archive) === revision.sha256 ? revision : undefined;
  }

  private async load(id: string, { directory, executionId, commit }: Artifact): Promise<Revision> {
    const description = join(this.state.revisions(), `${id}.json`);
    const known = await this.known(description);
    if (known) return known;
    const archive = join(this.state.revisions(), `${id}.tgz`);
    await pack(directory, archive);
    const revision = { id, commit, executionId, archive, sha256: await sha256(archive), bytes: (await stat(archive)).size };
    await this.state.write(description, revision);
    return revision;
  }
}

async function pack(directory: string, archive: string): Promise<void> {
  await mkdir(join(archive, '..'), { recursive: true });
  const unfinished = `${archive}.${process.pid}`;
  const { code, stderr } = await runCommand('tar', ['-czf', unfinished, '-C', directory, '.']);
  if (code !== 0) {
    await rm(unfinished, { force: true });
    throw new ActionFailure(`the revision could not be packed: ${lastLine(stderr)}`);
  }
  await rm(archive, { recursive: true, force: true });
  await rename(unfinished, archive);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
