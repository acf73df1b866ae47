import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PlannedFile } from './plan';

/** Writes a file of a plan. */
export async function writePlanned(root: string, { path, text, state }: PlannedFile): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  // Nothing that came meanwhile is overwritten by what was planned as new.
  await writeFile(file, text, { ...state === 'new' && { flag: 'wx' }, ...text.startsWith('#!') && { mode: 0o755 } });
}
