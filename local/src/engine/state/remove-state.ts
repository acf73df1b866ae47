import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_FOLDERS } from './state-directory';
import { StateLock } from './state-lock';
import { removeInstanceFiles } from '../../fleet';
import { UserError } from '../../messages/user-error';
import { isMissing } from '../../system/atomic-file';

/**
 * Removes a state directory, files of an instance's own users too, which belong to nobody that an ordinary user may act for outside of
 * its namespace. `false` when there is none. Refuses while a run uses it, and a folder that is something else.
 */
export async function removeState(directory: string): Promise<boolean> {
  const names = await entriesOf(directory);
  if (!names) return false;
  if (names.length > 0 && !names.some((name) => OWN_FOLDERS.has(name))) {
    throw new UserError(`${directory} is not the state directory of a run (it contains ${names[0]}); name the right one with \`--state\``);
  }
  // Taken until the folder is gone, so that no run begins in it meanwhile.
  await StateLock.take(join(directory, 'lock'));
  await removeInstanceFiles(directory);
  return true;
}

async function entriesOf(directory: string): Promise<string[] | undefined> {
  try {
    if (!(await lstat(directory)).isDirectory()) throw new UserError(`${directory} must be a folder, and no link to one; remove it by hand`);
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
