import { access, mkdir, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { CacheSpec } from './buildspec';
import { selectFiles } from './file-selection';
import { transferFiles } from './file-transfer';
import { copySource } from './source-copy';

export interface CacheOptions {
  readonly sourceDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cacheDirectory: string;
  readonly log: (line: string) => void;
}

/** Puts the files of the last successful build's cache into the source. */
export async function restoreCache(spec: CacheSpec, { sourceDirectory, cacheDirectory, log }: CacheOptions): Promise<void> {
  if (spec.action === 'save' || !(await exists(filesOf(cacheDirectory)))) return;
  if (spec.key !== undefined) log(`cache: there is one cache on this machine; the key ${spec.key} is not used`);
  await copySource(filesOf(cacheDirectory), sourceDirectory);
  log('Successfully downloaded cache');
}

/** Keeps the files of `cache.paths` for the next build, all of them or, when something fails, what was there before. */
export async function saveCache(spec: CacheSpec, options: CacheOptions): Promise<void> {
  if (spec.action === 'restore') return;
  const { sourceDirectory, environment, cacheDirectory, log } = options;
  const outside = spec.paths.filter((path) => isAbsolute(path) && !path.startsWith(`${sourceDirectory}/`));
  outside.forEach((path) => log(`cache: ${path} is not in the source; this machine keeps it by itself`));
  const everything = { files: spec.paths, excludePaths: [], discardPaths: false };
  const { files } = await selectFiles(everything, { sourceDirectory, environment, keepLinks: true });
  const fresh = join(cacheDirectory, 'new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await transferFiles(files, fresh, { privateDirectory: sourceDirectory, links: 'keep' });
  await rm(filesOf(cacheDirectory), { recursive: true, force: true });
  await rename(fresh, filesOf(cacheDirectory));
  log(`Cached ${files.length} file(s)`);
}

function filesOf(cacheDirectory: string): string {
  return join(cacheDirectory, 'files');
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
