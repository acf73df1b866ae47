import {
  chmodSync, chownSync, createWriteStream, linkSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BundleError } from './bundle-error';
import type { UnpackBounds } from './unpack-bounds';

export interface EntryAttributes {
  readonly mode: number;
  readonly modified: Date;
  /** Set only if the agent may change the owner of files. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

const NEW_FILE = { flags: 'wx', flag: 'wx', mode: 0o600 };
/** Files up to this size are written at once: a stream for each of 300,000 small files takes minutes on a busy machine. */
const SMALL_BYTES = 65_536;

/** The directory into which an untrusted archive is unpacked. Nothing is ever written outside it. */
export class ArchiveTree {
  private readonly root: string;

  /** Folders known to be reached without following a link; cached, because they stay that way. */
  private readonly plain = new Set<string>();

  constructor(directory: string, private readonly bounds: UnpackBounds) {
    mkdirSync(directory, { recursive: true });
    this.root = realpathSync(directory);
  }

  directory(name: string, { mode, owner }: EntryAttributes): void {
    const path = this.enter(this.partsOf(name));
    if (path === this.root) return;
    if (owner) chownSync(path, owner.uid, owner.gid);
    chmodSync(path, mode);
  }

  /** @param size what the archive promises, and what its reader enforces */
  async file(name: string, { mode, modified, owner }: EntryAttributes, contents: Readable, size: number): Promise<void> {
    const path = this.free(name);
    if (size <= SMALL_BYTES) {
      this.bounds.file(size);
      writeFileSync(path, await whole(contents), NEW_FILE);
    } else {
      await pipeline(contents, this.bounds.counting('files'), createWriteStream(path, NEW_FILE));
    }
    if (owner) chownSync(path, owner.uid, owner.gid);
    chmodSync(path, mode);
    utimesSync(path, modified, modified);
  }

  /** A link may point anywhere, as with the agent, but nothing is unpacked through it to the outside. */
  symbolicLink(name: string, target: string): void {
    this.bounds.link(target, name);
    symlinkSync(target, this.free(name));
  }

  hardLink(name: string, target: string): void {
    const parts = partsOf(target);
    const existing = join(this.enter(parts.slice(0, -1)), parts.at(-1) ?? '');
    const stats = lstatSync(existing, { throwIfNoEntry: false });
    if (!stats?.isFile()) throw new BundleError(`the bundle's entry ${name} links to ${target}, which is not a file in the bundle`);
    linkSync(existing, this.free(name));
  }

  /** Returns the path for a new entry. Its directory exists; an earlier entry of the same name is removed. */
  private free(name: string): string {
    const parts = this.partsOf(name);
    const last = parts.at(-1);
    if (last === undefined) throw new BundleError(`the bundle contains a file without a name: ${JSON.stringify(name)}`);
    const path = join(this.enter(parts.slice(0, -1)), last);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(path);
    return path;
  }

  /** Creates the parent directories of an entry one by one, and refuses to follow a link out of the tree. */
  private enter(parts: readonly string[]): string {
    const known = [this.root, ...parts].join('/');
    if (this.plain.has(known)) return known;
    let path = this.root;
    for (const part of parts) {
      const next = join(path, part);
      if (this.plain.has(next)) {
        path = next;
        continue;
      }
      const found = lstatSync(next, { throwIfNoEntry: false });
      if (!found) mkdirSync(next);
      path = found?.isSymbolicLink() ? realpathSync(next) : next;
      if (!found || found.isDirectory()) this.plain.add(next);
      else if (path === next) throw new BundleError(`the bundle's entry ${parts.join('/')} is below ${next}, which is not a folder`);
      if (path !== this.root && !path.startsWith(this.root + sep)) {
        throw new BundleError(`the bundle's entry ${parts.join('/')} leaves the bundle through a symbolic link to ${path}`);
      }
    }
    return path;
  }

  private partsOf(name: string): string[] {
    const parts = partsOf(name);
    this.bounds.entry(parts);
    return parts;
  }
}

async function whole(contents: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of contents) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function partsOf(name: string): string[] {
  if (name.startsWith('/')) throw new BundleError(`the bundle's entry ${name} has an absolute name`);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new BundleError(`the bundle's entry ${name} leaves the bundle`);
  if (name.includes('\0')) throw new BundleError(`the bundle's entry ${name} has a NUL character in its name`);
  return parts;
}
