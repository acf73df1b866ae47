import { chmodSync, copyFileSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { BundleError } from './bundle-error';

/** As `cp -r`: links stay links, modes pass through the umask, times and owners are new. */
export function copyDirectory(source: string, destination: string): void {
  mkdirSync(destination, { recursive: true });
  for (const name of readdirSync(source)) copyEntry(join(source, name), join(destination, name));
}

function copyEntry(source: string, destination: string): void {
  const stats = lstatSync(source);
  if (stats.isDirectory()) copyDirectory(source, destination);
  else if (stats.isSymbolicLink()) symlinkSync(readlinkSync(source), destination);
  else if (stats.isFile()) copyFile(source, destination);
  else throw new BundleError(`${source} is neither a file nor a directory nor a link, so it cannot be deployed`);
}

function copyFile(source: string, destination: string): void {
  copyFileSync(source, destination);
  chmodSync(destination, statSync(source).mode & 0o7777 & ~process.umask());
}
