import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Debian installs servers; may be missing from an ordinary user's PATH. */
const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The first folder that contains all of the programs. */
export function folderWith(programs: readonly string[], folders: readonly string[]): string | undefined {
  return folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
}

/** The folders on the PATH, and those where servers are installed. */
export function programFolders(path = process.env.PATH ?? ''): readonly string[] {
  return [...path.split(':').filter(Boolean), ...SYSTEM];
}

/** `node_modules` of a directory and its parents, in the order in which Node.js searches for packages. */
export function moduleFolders(directory: string): readonly string[] {
  const above = dirname(directory);
  return [join(directory, 'node_modules'), ...above === directory ? [] : moduleFolders(above)];
}

/** Whether every user may enter the folder. */
export function isOpenToAll(folder: string): boolean {
  // The lowest bit of a mode is the execute permission for others.
  const open = statSync(folder).mode % 2 === 1;
  return open && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}
