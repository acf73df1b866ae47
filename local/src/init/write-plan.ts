import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlannedFile } from './plan';

/** Writes one planned file. */
export async function writePlanned(root: string, { path, text, state }: PlannedFile): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  // A file that has appeared in the meantime is not overwritten.
  await writeFile(file, text, { ...state === 'new' && { flag: 'wx' }, ...text.startsWith('#!') && { mode: 0o755 } });
}
