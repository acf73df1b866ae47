import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Entry, type Headers } from 'tar-stream';
import { ArchiveTree, type EntryAttributes } from './archive-tree';
import { BundleError } from './bundle-error';
import { firstBytes, isGzip } from './bundle-type';
import { UnpackBounds } from './unpack-bounds';
import { AccountIds } from '../install/accounts';
import { codeOf, messageOf } from '../ruby/errno';

/** As `tar -xp`: modes, times and, for root, owners are those of the archive. */
export async function unpackTar(bundle: string, directory: string, compressed: boolean): Promise<void> {
  const bounds = new UnpackBounds(bundle, directory);
  const tree = new ArchiveTree(directory, bounds);
  const gzip = isGzip(firstBytes(bundle, 2));
  if (compressed && !gzip) throw corrupt();
  const accounts = new AccountIds();
  const entries = extract({ allowUnknownFormat: true });
  const source = createReadStream(bundle);
  // All of it is counted, headers too, so that what is skipped has a bound as well.
  const reading = gzip ? pipeline(source, createGunzip(), bounds.counting('archive'), entries) : pipeline(source, entries);
  let count = 0;
  const writing = (async () => {
    for await (const entry of entries) {
      count += 1;
      await unpackEntry(tree, entry, attributesOf(entry.header, accounts));
    }
  })();
  const [read, written] = await Promise.allSettled([reading, writing]);
  if (written.status === 'rejected' && isOurs(written.reason)) throw corrupt(` (${messageOf(written.reason)})`);
  if (read.status === 'rejected' || written.status === 'rejected' || (count === 0 && !isEmptyArchive(bundle))) throw corrupt();
}

/** What was refused, or could not be written: other than with a broken archive, the reason helps. */
function isOurs(error: unknown): boolean {
  return error instanceof BundleError || (codeOf(error)?.startsWith('E') ?? false);
}

async function unpackEntry(tree: ArchiveTree, entry: Entry, attributes: EntryAttributes): Promise<void> {
  const { name, type, linkname } = entry.header;
  if (isSparse(entry.header)) throw new BundleError(`the bundle's entry ${name} is a sparse file, which is not read here: pack it without --sparse`);
  if (type === 'file' || type === 'contiguous-file') return tree.file(name, attributes, entry);
  if (type === 'directory') tree.directory(name, attributes);
  else if (type === 'symlink') tree.symbolicLink(name, linkname ?? '');
  else if (type === 'link') tree.hardLink(name, linkname ?? '');
  else throw new BundleError(`the bundle's entry ${name} is neither a file nor a directory nor a link${type ? ` but a ${type}` : ''}`);
  entry.resume();
}

/** Such an entry holds a map of its holes, too; taken as it is, it would be another file. */
function isSparse({ pax }: Headers & { readonly pax?: Readonly<Record<string, string>> | null }): boolean {
  return Object.keys(pax ?? {}).some((key) => key.startsWith('GNU.sparse.'));
}

/** Only root hands files to their owners: by name where this machine knows it, else by number. */
function attributesOf({ mode, mtime, uid, gid, uname, gname }: Headers, accounts: AccountIds): EntryAttributes {
  const attributes = { mode: (mode ?? 0o644) & 0o7777, modified: mtime ?? new Date() };
  if (process.getuid?.() !== 0) return attributes;
  const owner = { uid: accounts.find('passwd', uname ?? '') ?? uid ?? 0, gid: accounts.find('group', gname ?? '') ?? gid ?? 0 };
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
