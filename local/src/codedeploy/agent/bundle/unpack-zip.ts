import { text } from 'node:stream/consumers';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ArchiveTree } from './archive-tree';
import { BundleError } from './bundle-error';
import { UnpackBounds } from './unpack-bounds';
import { isSpecialFile, isSymbolicLink, permissionsOf } from './zip-attributes';
import { codeOf, messageOf } from '../ruby/errno';

/** Like `unzip -qo`: archives made on Unix keep modes and links, but not set-uid, set-gid and sticky bits. */
export async function unpackZip(bundle: string, directory: string): Promise<void> {
  const bounds = new UnpackBounds(bundle, directory);
  const tree = new ArchiveTree(directory, bounds);
  try {
    const zip = await openPromise(bundle, { autoClose: true });
    for await (const entry of zip.eachEntry()) await unpackEntry(tree, zip, entry, bounds);
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') throw new BundleError('The disk is (or was) full during extraction.');
    throw error instanceof BundleError ? error : corrupt(error);
  }
}

async function unpackEntry(tree: ArchiveTree, zip: ZipFile, entry: Entry, bounds: UnpackBounds): Promise<void> {
  const { fileName } = entry;
  const attributes = { mode: permissionsOf(entry), modified: entry.getLastModDate() };
  if (fileName.endsWith('/')) return tree.directory(fileName, attributes);
  if (isSpecialFile(entry)) throw new BundleError(`the bundle's entry ${fileName} is neither a file nor a directory nor a link`);
  if (!entry.canDecodeFileData()) {
    throw new BundleError(`the bundle's entry ${fileName} is encrypted or compressed with a method that unzip does not support`);
  }
  if (isSymbolicLink(entry)) bounds.link({ length: entry.uncompressedSize }, fileName);
  const contents = await zip.openReadStreamPromise(entry);
  try {
    if (isSymbolicLink(entry)) tree.symbolicLink(fileName, await text(contents));
    else await tree.file(fileName, attributes, contents, entry.uncompressedSize);
  } catch (error) {
    // An entry that is refused because of its name is never read: an unhandled error of its stream would end the process.
    contents.destroy();
    throw error;
  }
}

/** The agent hides unzip's failure and retries with a Ruby library, whose message this is. */
function corrupt(error: unknown): BundleError {
  const message = messageOf(error);
  return new BundleError(/end of central directory/i.test(message) ? 'Zip end of central directory signature not found' : message);
}
