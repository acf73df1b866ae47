import { lstatSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { PlannedFile } from './plan';
import { UserError } from '../messages/user-error';

/** Throws before anything is written if a file has no place, or its place is outside of the repository. */
export function assertWritable(root: string, files: readonly PlannedFile[]): void {
  for (const { path, state } of files) {
    const parts = path.split('/');
    for (const [index] of parts.slice(1).entries()) refuseFolder(root, parts.slice(0, index + 1).join('/'), path);
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
    // Whatever can be read is not new.
    if (stats && state === 'new') {
      const what = stats.isSymbolicLink() ? 'a link that leads nowhere in the repository' : stats.isDirectory() ? 'a folder' : 'no readable file';
      throw new UserError(`${path} is ${what}: remove or rename it, and run this command again; nothing was written`);
    }
  }
}

function refuseFolder(root: string, folder: string, path: string): void {
  const absolute = join(root, folder);
  const stats = lstatSync(absolute, { throwIfNoEntry: false });
  if (!stats || stats.isDirectory()) return;
  const target = stats.isSymbolicLink() ? realPath(absolute) : undefined;
  const isOutside = target !== undefined && relative(realpathSync(root), target).startsWith('..');
  if (target !== undefined && !isOutside && lstatSync(target).isDirectory()) return;
  const isLink = stats.isSymbolicLink();
  const what = isOutside ? `a link to ${target}, which is outside of the repository` : isLink ? 'a link, but not to a folder' : 'no folder';
  throw new UserError(`${folder} is ${what}, but ${path} belongs there: remove or rename it, and run this command again; nothing was written`);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Writes one planned file. */
export async function writePlanned(root: string, { path, text, state }: PlannedFile): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  // A file that has appeared in the meantime is not overwritten.
  await writeFile(file, text, { ...state === 'new' && { flag: 'wx' }, ...text.startsWith('#!') && { mode: 0o755 } });
}
