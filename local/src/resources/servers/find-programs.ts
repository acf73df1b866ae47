import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Debian keeps servers, which the PATH of an ordinary user may lack. */
const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The first folder that has all of the programs. */
export function folderWith(programs: readonly string[], folders: readonly string[]): string | undefined {
  return folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
}

/** The folders of a PATH, and those of the system's servers. */
export function programFolders(path = process.env.PATH ?? ''): readonly string[] {
  return [...path.split(':').filter(Boolean), ...SYSTEM];
}

/** `node_modules` of a directory and of those above it, as Node.js looks for packages. */
export function moduleFolders(directory: string): readonly string[] {
  const above = dirname(directory);
  return [join(directory, 'node_modules'), ...above === directory ? [] : moduleFolders(above)];
}

/** Whether every user can enter the folder. */
export function isOpenToAll(folder: string): boolean {
  // The last digit of the mode is what others may do, and entering is its lowest bit.
  const open = statSync(folder).mode % 2 === 1;
  return open && (dirname(folder) === folder || isOpenToAll(dirname(folder)));
}
