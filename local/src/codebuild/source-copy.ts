import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { cp, lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { PhaseError } from './phase-error';
import { runCommand } from '../system/command';

/**
 * A private copy of a source: whatever a build does to it, the original stays as it is. It belongs to whoever builds, as in
 * CodeBuild. `leaveOut` are directories of ours that may lie within (artifacts, cache).
 */
export async function copySource(from: string, to: string, leaveOut: readonly (string | undefined)[] = []): Promise<void> {
  const excluded = leaveOut.filter((path) => path !== undefined).map((path) => relative(resolve(from), resolve(path)));
  const within = excluded.filter((path) => path !== '' && !path.startsWith('..') && !isAbsolute(path));
  if (await copyQuickly(from, to)) await Promise.all(within.map((path) => rm(join(to, path), { recursive: true, force: true })));
  else await copyThoroughly(from, to, new Set(within.map((path) => resolve(from, path))));
}

/** GNU `cp` is several times faster than Node, and shares blocks where the file system can. False where there is none. */
async function copyQuickly(from: string, to: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  await mkdir(to, { recursive: true });
  const { code } = await runCommand(
    'cp',
    ['-dR', '--remove-destination', '--preserve=mode,timestamps,links', '--reflink=auto', '--', `${resolve(from)}/.`, to],
  );
  return code === 0;
}

/** Node's own copy, which says what it cannot do. Sockets and pipes cannot be copied. */
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

/** Another user can work in a directory only when every directory above it lets that user through. */
export async function requireOpenPath(directory: string): Promise<void> {
  for (let path = directory; ; path = dirname(path)) {
    const { mode } = await lstat(path);
    if (!mode.toString(8).match(/[1357]$/)) {
      throw new PhaseError('CLIENT_ERROR', `run-as: only its owner may enter ${path}; open it for others (chmod o+x) or build elsewhere`);
    }
    if (path === dirname(path)) return;
  }
}

/** Lets any user of the machine read, enter and write the tree: what `run-as` needs in a source that root has made. */
export async function openForEveryUser(directory: string): Promise<void> {
  const { code, stderr } = await runCommand('chmod', ['-R', 'a+rwX', '--', directory]);
  if (code !== 0) throw new PhaseError('CLIENT_ERROR', `run-as: ${stderr.trim()}`);
}
