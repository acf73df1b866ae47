import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BundleError } from './bundle-error';
import { UnpackBounds } from './unpack-bounds';

/** Like `cp -r`: links stay links, modes are subject to the umask, times and owners are new. */
export function copyDirectory(source: string, destination: string): void {
  const inside = relative(realpathSync(source), realpathSync(dirname(destination)));
  if (inside !== '..' && !inside.startsWith('../')) throw new BundleError(`cannot copy directory ${source} to itself ${destination}`);
  copyEntries(source, destination, [], new UnpackBounds(source, destination));
}

function copyEntries(source: string, destination: string, parts: readonly string[], bounds: UnpackBounds): void {
  mkdirSync(destination);
  for (const name of readdirSync(source)) copyEntry(join(source, name), join(destination, name), [...parts, name], bounds);
}

function copyEntry(source: string, destination: string, parts: readonly string[], bounds: UnpackBounds): void {
  const stats = lstatSync(source);
  bounds.entry(parts);
  if (stats.isFile()) bounds.file(stats.size);
  if (stats.isDirectory()) copyEntries(source, destination, parts, bounds);
  else if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), destination);
  else if (stats.isFile()) copyFile(source, destination);
  else throw new BundleError(`${source} is neither a file nor a directory nor a link, so it cannot be deployed`);
}

function copyFile(source: string, destination: string): void {
  copyFileSync(source, destination);
  chmodSync(destination, statSync(source).mode & 0o7777 & ~process.umask());
}
