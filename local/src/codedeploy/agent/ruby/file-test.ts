import { lstatSync, statSync } from 'node:fs';

/** `File.directory?`: follows links; false for anything that cannot be accessed. */
export function isDirectory(path: string): boolean {
  return test(() => statSync(path).isDirectory());
}

/** `File.symlink?`. */
export function isSymbolicLink(path: string): boolean {
  return test(() => lstatSync(path).isSymbolicLink());
}

function test(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}
