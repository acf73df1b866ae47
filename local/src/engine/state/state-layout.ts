import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../messages/user-error';

/** Files that a run opens without further checks. `*` stands for each entry of a folder. */
const FILES = ['lock', 'run.json', 'README', '.gitignore', 'certificate.pem', 'assembly-parameters.json', 'revisions/*'];
const FOLDERS = [
  'assembly', 'synthesized', 'executions', 'revisions', 'images', 'environments', 'cache', 'environments/*', 'environments/*/instances',
  'environments/*/instances/*', 'environments/*/instances/*/logs', 'environments/*/resources', 'environments/*/resources/*',
  'environments/*/versions',
];
const USE_FOLDER = constants.R_OK + constants.W_OK + constants.X_OK;

/**
 * Rejects a state directory in which something is not what its name says (a folder instead of a file, a pipe, a file of another user),
 * before anything is read or written. The content of files is checked by their readers.
 */
export function checkLayout(root: string): void {
  for (const path of FOLDERS.flatMap((pattern) => matching(root, pattern.split('/')))) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw new UserError(`${path} must be a folder; remove it, or delete ${root} to start from scratch`);
    if (found) checkAccess(path, USE_FOLDER, root);
  }
  for (const path of FILES.flatMap((pattern) => matching(root, pattern.split('/')))) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isFile()) {
      const what = found.isDirectory() ? 'a folder' : 'a pipe or a device';
      throw new UserError(`${path} cannot be read: it is ${what}, not a file; remove it, or delete ${root} to start from scratch`);
    }
    if (found) checkAccess(path, constants.R_OK, root);
  }
}

function matching(folder: string, [name, ...more]: readonly string[]): string[] {
  if (name === undefined) return [folder];
  const names = name === '*' ? namesIn(folder) : [name];
  return names.flatMap((each) => matching(join(folder, each), more));
}

/** Empty if there is no such folder; other errors are reported for the folder itself. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function checkAccess(path: string, mode: number, root: string): void {
  try {
    accessSync(path, mode);
  } catch (error) {
    // A run that ends removes its lock and its address.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new UserError(`${path} cannot be used by this user; change its owner or its mode, or delete ${root} to start from scratch`);
  }
}
