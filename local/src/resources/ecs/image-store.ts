import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, lstat, mkdir, readdir, readlink, rename, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BuiltImage, ImageConfiguration } from './dockerfile-image';
import type { Revision } from '../../model/revision';
import { isMissing, writeJson } from '../../system/atomic-file';
import { removeFolder } from '../../system/remove-folder';
import { readStoredFile, UnreadableFile, type StoredFile } from '../../system/stored-file';

/** How many unused images to keep: an execution that waits for approval needs one. */
const KEPT = 20;
/** The same for images with a complete file system. */
const KEPT_WHOLE = 3;
/** Errors of a `rename` to a folder that has files. */
const TAKEN = ['ENOTEMPTY', 'EEXIST'];

/** An image built from a Dockerfile, or its stand-in: the files that it adds to its base image. */
export interface LocalImage {
  readonly digest: string;
  readonly directory: string;
  readonly revision: Revision;
  /** Only for an image that was built; `directory` is then its complete file system. */
  readonly configuration?: ImageConfiguration;
}

/** Returns the `sha256:...` of `REGISTRY/NAME@sha256:...`. Any other text is returned as is, for use in a message. */
export function parseImage(image: string): string {
  return /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? image;
}

const FORMAT: StoredFile = {
  shape: { 'digest': 'text', 'directory': 'text', 'revision': { id: 'name', commit: { id: 'name' } }, 'configuration?': {} },
};

/** Images, addressed by their content: the same files have the same digest, whichever action built them. */
export class ImageStore {
  constructor(private readonly root: string) {}

  /** Stores a copy of the files. */
  async make(from: string, about: Pick<Revision, 'commit' | 'executionId'>): Promise<LocalImage> {
    return this.keep(await hashOf(from), about, (into) => cp(from, into, { recursive: true, verbatimSymlinks: true }));
  }

  /** Stores the file system of an image that a builder produced. */
  async unpack({ id, configuration, unpack }: BuiltImage, about: Pick<Revision, 'commit' | 'executionId'>): Promise<LocalImage> {
    return this.keep(id.replace(/^sha256:/, ''), about, unpack, configuration);
  }

  async find(digest: string): Promise<LocalImage | undefined> {
    const hash = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
    if (hash === undefined) return undefined;
    try {
      return await readStoredFile<LocalImage>(join(this.root, hash, 'image.json'), FORMAT);
    } catch (error) {
      // The next build creates it again.
      if (!(error instanceof UnreadableFile)) throw error;
      return undefined;
    }
  }

  private async keep(
    hash: string, about: Pick<Revision, 'commit' | 'executionId'>, fill: (directory: string) => Promise<void>, configuration?: ImageConfiguration,
  ): Promise<LocalImage> {
    const directory = join(this.root, hash, 'files');
    const image: LocalImage = {
      digest: `sha256:${hash}`,
      directory,
      revision: { id: `image-${hash.slice(0, 16)}`, ...about, archive: directory, sha256: hash, bytes: 0 },
      ...configuration && { configuration },
    };
    await mkdir(join(this.root, hash), { recursive: true, mode: 0o711 });
    if (await stat(directory).then(() => false, isMissing)) await fillOnce(directory, fill);
    await writeJson(join(this.root, hash, 'image.json'), image);
    return image;
  }

  /** Keeps the images that environments need, and the newest of the rest. */
  async prune(isNeeded: (revisionId: string) => boolean): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    const images = await Promise.all(names.map(async (name) => ({
      name, image: await this.find(`sha256:${name}`), made: (await stat(join(this.root, name))).mtimeMs,
    })));
    const unneeded = images.filter(({ image }) => !image || !isNeeded(image.revision.id)).sort((a, b) => b.made - a.made);
    const whole = unneeded.filter(({ image }) => image?.configuration);
    const old = new Set([...unneeded.slice(KEPT), ...whole.slice(KEPT_WHOLE)]);
    // One that cannot be deleted keeps no other.
    const removals = await Promise.allSettled([...old].map(({ name }) => removeFolder(join(this.root, name))));
    for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
  }
}

/** Actions of one stage may build the same image concurrently: the first one to finish provides the files, and the others use them. */
async function fillOnce(directory: string, fill: (directory: string) => Promise<void>): Promise<void> {
  const unfinished = `${directory}.${randomUUID()}`;
  try {
    await fill(unfinished);
    await rename(unfinished, directory).catch((error: unknown) => {
      if (!TAKEN.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await removeFolder(unfinished);
  }
}

async function hashOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await filesBelow(directory)) {
    const stats = await lstat(path);
    hash.update(`${relative(directory, path)}\0${stats.mode % 0o1000}\0`);
    if (stats.isSymbolicLink()) hash.update(await readlink(path));
    else await pipeline(createReadStream(path), async (chunks) => { for await (const chunk of chunks) hash.update(chunk as Buffer); });
  }
  return hash.digest('hex');
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const paths = await Promise.all(entries.map(async (entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  }));
  return paths.flat().sort();
}
