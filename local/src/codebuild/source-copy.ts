import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { cp, lstat, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { PhaseError } from './phase-error';
import { runCommand } from '../system/command';
import { makeFolder } from '../system/make-folder';

/**
 * Makes a private copy of a source, so that a build cannot change the original. Like in CodeBuild, it belongs to the user who builds.
 * `leaveOut` lists directories of ours that may be inside (artifacts, cache).
 */
export async function copySource(from: string, to: string, leaveOut: readonly (string | undefined)[] = []): Promise<void> {
  const excluded = leaveOut.filter((path) => path !== undefined).map((path) => relative(resolve(from), resolve(path)));
  const within = excluded.filter((path) => path !== '' && !path.startsWith('..') && !isAbsolute(path));
  if (await copyQuickly(from, to)) await Promise.all(within.map((path) => rm(join(to, path), { recursive: true, force: true })));
  else await copyThoroughly(from, to, new Set(within.map((path) => resolve(from, path))));
}

/** GNU `cp` is several times faster than Node.js, and shares blocks if the file system can. Returns false if it is not available. */
async function copyQuickly(from: string, to: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  makeFolder(to);
  const { code } = await runCommand(
    'cp',
    ['-dR', '--remove-destination', '--preserve=mode,timestamps,links', '--reflink=auto', '--', `${resolve(from)}/.`, to],
  );
  return code === 0;
}

/** Node.js's own copy, which reports what it cannot copy. Sockets and pipes are skipped. */
async function copyThoroughly(from: string, to: string, excluded: ReadonlySet<string>): Promise<void> {
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

/** Another user can only work in a directory if that user may enter every parent. */
export async function requireOpenPath(directory: string): Promise<void> {
  for (let path = directory; ; path = dirname(path)) {
    const { mode } = await lstat(path);
    if (!mode.toString(8).match(/[1357]$/)) {
      throw new PhaseError('CLIENT_ERROR', `run-as: only its owner may enter ${path}; open it to others (chmod o+x) or build elsewhere`);
    }
    if (path === dirname(path)) return;
  }
}

/** Allows all users to read, enter and write the tree: `run-as` needs this in a source created by root. */
export async function openForEveryUser(directory: string): Promise<void> {
  const { code, stderr } = await runCommand('chmod', ['-R', 'a+rwX', '--', directory]);
  if (code !== 0) throw new PhaseError('CLIENT_ERROR', `run-as: ${stderr.trim()}`);
}
