import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_FOLDERS } from './state-directory';
import { StateLock } from './state-lock';
import { removeInstanceFiles } from '../../fleet';
import { UserError } from '../../messages/user-error';
import { isMissing } from '../../system/atomic-file';

/**
 * Removes a state directory, including files that belong to instances' own user ids, which an ordinary user can only delete from inside a
 * user namespace. Returns `false` if there is none. Throws if a run is using it, or if the folder is something else.
 */
export async function removeState(directory: string): Promise<boolean> {
  const names = await entriesOf(directory);
  if (!names) return false;
  if (names.length > 0 && !names.some((name) => OWN_FOLDERS.has(name))) {
    throw new UserError(`${directory} is not a state directory (it contains ${names[0]}); name the right one with \`--state\``);
  }
  // Held until the folder is gone, so that no run can start in it.
  await StateLock.take(join(directory, 'lock'));
  await removeInstanceFiles(directory);
  return true;
}

async function entriesOf(directory: string): Promise<string[] | undefined> {
  try {
    if (!(await lstat(directory)).isDirectory()) throw new UserError(`${directory} must be a folder, not a link to one; remove it by hand`);
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
