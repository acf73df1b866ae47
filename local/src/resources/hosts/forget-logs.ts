import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostLogFolder } from '../shape/log-files';

/** How many hosts that have ended keep their logs. */
const KEPT = 20;

/** Removes what is left of the hosts that wrote their last lines first: hosts that a deployment replaces would pile up. */
export async function forgetOldLogs(environmentDirectory: string, isRunning: (id: string) => boolean): Promise<void> {
  const folderOf = (id: string) => dirname(hostLogFolder(environmentDirectory, id));
  const ids = await readdir(join(environmentDirectory, 'instances')).catch(() => []);
  const ended = await Promise.all(ids.filter((id) => !isRunning(id)).map(async (id) => ({ id, since: await lastWritten(environmentDirectory, id) })));
  const oldest = ended.sort((one, other) => one.since - other.since).slice(0, Math.max(0, ended.length - KEPT));
  // What cannot be removed is in nobody's way; the next time it is tried again.
  for (const { id } of oldest) await rm(folderOf(id), { recursive: true, force: true }).catch(() => undefined);
}

async function lastWritten(environmentDirectory: string, id: string): Promise<number> {
  const folder = hostLogFolder(environmentDirectory, id);
  const paths = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  // They may be removed by another one that ends at the same time.
  const times = await Promise.all([folder, ...paths].map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0));
  return Math.max(...times);
}
