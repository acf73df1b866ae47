import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** In case a process that is ending still writes to it. */
const RETRIES = 3;
const REFUSED: readonly (string | undefined)[] = ['EACCES', 'EPERM'];

/**
 * Deletes a folder, also if folders in it may not be written to, as in the module cache of Go. Rejects if something belongs to another user
 * in a way that keeps it from being deleted.
 */
export async function removeFolder(path: string): Promise<void> {
  try {
    await remove(path);
  } catch (error) {
    if (!REFUSED.includes((error as NodeJS.ErrnoException).code)) throw error;
    await makeWritable(path);
    await remove(path);
  }
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: RETRIES });
}

/** As far as this user may: the second try to delete it reports the rest. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
