import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Entry, type Headers } from 'tar-stream';
import { ArchiveTree, type EntryAttributes } from './archive-tree';
import { BundleError } from './bundle-error';
import { firstBytes, isGzip } from './bundle-type';
import { findId } from '../install/accounts';

/** As `tar -xp`: modes, times and, for root, owners are those of the archive. */
export async function unpackTar(bundle: string, directory: string, compressed: boolean): Promise<void> {
  const tree = new ArchiveTree(directory);
  const gzip = isGzip(firstBytes(bundle, 2));
  if (compressed && !gzip) throw corrupt();
  const entries = extract({ allowUnknownFormat: true });
  const source = createReadStream(bundle);
  const reading = gzip ? pipeline(source, createGunzip(), entries) : pipeline(source, entries);
  let count = 0;
  const writing = (async () => {
    for await (const entry of entries) {
      count += 1;
      await unpackEntry(tree, entry);
    }
  })();
  const [read, written] = await Promise.allSettled([reading, writing]);
  if (written.status === 'rejected' && written.reason instanceof BundleError) throw corrupt(` (${written.reason.message})`);
  if (read.status === 'rejected' || written.status === 'rejected' || (count === 0 && !isEmptyArchive(bundle))) throw corrupt();
}

async function unpackEntry(tree: ArchiveTree, entry: Entry): Promise<void> {
  const { name, type, linkname } = entry.header;
  const attributes = attributesOf(entry.header);
  if (type === 'file' || type === 'contiguous-file') return tree.file(name, attributes, entry);
  if (type === 'directory') tree.directory(name, attributes);
  else if (type === 'symlink') tree.symbolicLink(name, linkname ?? '');
  else if (type === 'link') tree.hardLink(name, linkname ?? '');
  else throw new BundleError(`the bundle's entry ${name} is neither a file nor a directory nor a link${type ? ` but a ${type}` : ''}`);
  entry.resume();
}

function attributesOf({ mode, mtime, uid, gid, uname, gname }: Headers): EntryAttributes {
  const attributes = { mode: (mode ?? 0o644) & 0o7777, modified: mtime ?? new Date() };
  if (process.getuid?.() !== 0) return attributes;
  const owner = { uid: findId('passwd', uname ?? '') ?? uid ?? 0, gid: findId('group', gname ?? '') ?? gid ?? 0 };
  return { ...attributes, owner };
}

/** Nothing but zeros is an archive without entries; no bytes at all is none. */
function isEmptyArchive(bundle: string): boolean {
  return firstBytes(bundle, 512).length === 512;
}

/** The exit status is tar's own for anything that it cannot unpack. */
function corrupt(reason = ''): BundleError {
  return new BundleError(`Error extracting tar archive: 2${reason}`);
}
