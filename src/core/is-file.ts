import { statSync } from 'node:fs';

/** What `stat` says of paths that cannot be those of a file: too long, below another file, in a circle of links, with NUL in it. */
const NO_FILE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'];

/** Whether there is a file. What the file system does not take as a path is none. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (NO_FILE.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
