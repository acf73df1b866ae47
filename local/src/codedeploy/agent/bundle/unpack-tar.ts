import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Entry, type Headers } from 'tar-stream';
import { ArchiveTree, type EntryAttributes } from './archive-tree';
import { BundleError } from './bundle-error';
import { firstBytes, isGzip } from './bundle-type';
import { HeaderBound } from './header-bound';
import { UnpackBounds } from './unpack-bounds';
import { AccountIds } from '../install/accounts';
import { codeOf, messageOf } from '../ruby/errno';

/** Like `tar -xp`: modes, times and, as root, owners are those of the archive. */
export async function unpackTar(bundle: string, directory: string, compressed: boolean): Promise<void> {
  const bounds = new UnpackBounds(bundle, directory);
  const tree = new ArchiveTree(directory, bounds);
  const gzip = isGzip(firstBytes(bundle, 2));
  if (compressed && !gzip) throw corrupt();
  const accounts = new AccountIds();
  const entries = extract({ allowUnknownFormat: true });
  const headers = new HeaderBound();
  const source = createReadStream(bundle);
  // Counts everything, including headers, so that skipped entries are limited as well.
  const reading = gzip
    ? pipeline(source, createGunzip(), bounds.counting('archive'), headers.stream, entries)
    : pipeline(source, headers.stream, entries);
  let count = 0;
  const writing = (async () => {
    for await (const entry of entries) {
      count += 1;
      headers.found();
      await unpackEntry(tree, entry, attributesOf(entry.header, accounts));
      headers.wanted();
    }
  })();
  const [read, written] = await Promise.allSettled([reading, writing]);
  if (written.status === 'rejected' && isOurs(written.reason)) throw corrupt(` (${messageOf(written.reason)})`);
  if (read.status === 'rejected' || written.status === 'rejected' || (count === 0 && !isEmptyArchive(bundle))) throw corrupt();
}

/** For refusals and write errors the reason is helpful, unlike for a corrupt archive. */
function isOurs(error: unknown): boolean {
  return error instanceof BundleError || (codeOf(error)?.startsWith('E') ?? false);
}

async function unpackEntry(tree: ArchiveTree, entry: Entry, attributes: EntryAttributes): Promise<void> {
  const { name, type, linkname, size = 0 } = entry.header;
  // The parser would wait for the entry's end forever.
  if (!Number.isSafeInteger(size) || size < 0) throw new BundleError(`the bundle's entry ${name} has an invalid size`);
  if (isSparse(entry.header)) throw new BundleError(`the bundle's entry ${name} is a sparse file, which is not supported: pack it without --sparse`);
  if (type === 'file' || type === 'contiguous-file') return tree.file(name, attributes, entry, size);
  if (type === 'directory') tree.directory(name, attributes);
  else if (type === 'symlink') tree.symbolicLink(name, linkname ?? '');
  else if (type === 'link') tree.hardLink(name, linkname ?? '');
  else throw new BundleError(`the bundle's entry ${name} is neither a file nor a directory nor a link${type ? ` but a ${type}` : ''}`);
  entry.resume();
}

/** Such an entry also contains a map of its holes, so reading it as a plain file would yield wrong content. */
function isSparse({ pax }: Headers & { readonly pax?: Readonly<Record<string, string>> | null }): boolean {
  return Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'));
}

/** Only root can change owners: by name if this machine knows it, otherwise by number. */
function attributesOf({ mode, mtime, uid, gid, uname, gname }: Headers, accounts: AccountIds): EntryAttributes {
  const attributes = { mode: (mode ?? 0o644) & 0o7777, modified: mtime ?? new Date() };
  if (process.getuid?.() !== 0) return attributes;
  const owner = { uid: accounts.find('passwd', uname ?? '') ?? uid ?? 0, gid: accounts.find('group', gname ?? '') ?? gid ?? 0 };
  return { ...attributes, owner };
}

/** An archive of only zeros has no entries; an empty file is not an archive. */
function isEmptyArchive(bundle: string): boolean {
  return firstBytes(bundle, 512).length === 512;
}

/** The exit status is tar's for anything that it cannot unpack. */
function corrupt(reason = ''): BundleError {
  return new BundleError(`Error extracting tar archive: 2${reason}`);
}
