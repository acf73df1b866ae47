import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { cp, lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PhaseError } from './phase-error';
import { runCommand } from '../system/command';

/**
 * A private copy of a source: whatever a build does to it, the original stays as it is. `leaveOut` are directories of ours
 * that may lie within (artifacts, cache); sockets and pipes cannot be copied.
 */
export async function copySource(from: string, to: string, leaveOut: readonly (string | undefined)[] = []): Promise<void> {
  const excluded = new Set(leaveOut.filter((path) => path !== undefined).map((path) => resolve(path)));
  await cp(resolve(from), to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
    filter: async (path) => !excluded.has(resolve(path)) && isCopyable(await lstat(path)),
  });
}

function isCopyable(stats: Stats): boolean {
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}

/** Another user can work in a directory only when every directory above it lets that user through. */
export async function requireOpenPath(directory: string): Promise<void> {
  for (let path = directory; ; path = dirname(path)) {
    const { mode } = await lstat(path);
    if (!mode.toString(8).match(/[1357]$/)) throw new PhaseError('CLIENT_ERROR', `run-as: only its owner may enter ${path}; open it for others (chmod o+x) or build elsewhere`);
    if (path === dirname(path)) return;
  }
}

/** Lets any user of the machine read, enter and write the tree: what `run-as` needs in a source that root has made. */
export async function openForEveryUser(directory: string): Promise<void> {
  const { code, stderr } = await runCommand('chmod', ['-R', 'a+rwX', '--', directory]);
  if (code !== 0) throw new PhaseError('CLIENT_ERROR', `run-as: ${stderr.trim()}`);
}
