import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostLogFolder } from '../shape/log-files';

/** How many hosts that have ended keep their logs. */
const KEPT = 20;

/** Removes what is left of the hosts that started first: hosts that a deployment replaces would pile up. */
export async function forgetOldLogs(environmentDirectory: string, isRunning: (id: string) => boolean): Promise<void> {
  const folderOf = (id: string) => dirname(hostLogFolder(environmentDirectory, id));
  const names = await readdir(join(environmentDirectory, 'instances')).catch(() => []);
  const ended = await Promise.all(names.filter((id) => !isRunning(id)).map(async (id) => {
    // It may be removed by another one that ends at the same time.
    const found = await stat(folderOf(id)).catch(() => undefined);
    return { id, since: found?.birthtimeMs ?? 0 };
  }));
  const oldest = ended.sort((one, other) => one.since - other.since).slice(0, Math.max(0, ended.length - KEPT));
  // What cannot be removed is in nobody's way; the next time it is tried again.
  for (const { id } of oldest) await rm(folderOf(id), { recursive: true, force: true }).catch(() => undefined);
}
