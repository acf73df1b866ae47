import { createHash } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { CacheSpec } from './buildspec';
import type { CacheKeys } from './cache-keys';
import { selectFiles } from './file-selection';
import { transferFiles } from './file-transfer';
import { copySource } from './source-copy';
import type { SecretMask } from '../messages/secret-mask';
import { readText } from '../system/stored-file';

export interface CacheOptions {
  readonly sourceDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cacheDirectory: string;
  /** Absent without `cache.key`: there is then a single cache, which each build replaces. */
  readonly keys?: CacheKeys;
  /** A key may contain secrets, which must not be stored. */
  readonly mask: SecretMask;
  readonly log: (line: string) => void;
}

/** Limit for caches with a key; the oldest are deleted first. */
const MOST_KEPT = 10;

/** Restores a cache into the source: the one with this key, or the newest one whose key starts with a fallback key. */
export async function restoreCache(spec: CacheSpec, options: CacheOptions): Promise<void> {
  const { sourceDirectory, log } = options;
  if (spec.action === 'save') return;
  const found = await findCache(options);
  if (!found) return;
  await copySource(join(found, 'files'), sourceDirectory);
  log('Successfully downloaded cache');
}

/** Saves the files of `cache.paths` for the next build. If anything fails, the previous cache is kept. */
export async function saveCache(spec: CacheSpec, options: CacheOptions): Promise<void> {
  if (spec.action === 'restore') return;
  const { sourceDirectory, environment, cacheDirectory, keys, mask, log } = options;
  const directory = keys ? keyDirectory(cacheDirectory, keys.key) : cacheDirectory;
  if (keys && await exists(join(directory, 'files'))) {
    log(`cache: one with the key ${keys.key} already exists and is left unchanged`);
    return;
  }
  const outside = spec.paths.filter((path) => isAbsolute(path) && !path.startsWith(`${sourceDirectory}/`));
  outside.forEach((path) => log(`cache: ${path} is outside of the source, so this machine keeps it anyway`));
  const everything = { files: spec.paths, excludePaths: [], discardPaths: false };
  const { files } = await selectFiles(everything, { sourceDirectory, environment, keepLinks: true });
  const fresh = join(directory, 'new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await transferFiles(files, fresh, { privateDirectory: sourceDirectory, links: 'keep' });
  if (keys) await writeFile(join(directory, 'key'), mask.apply(keys.key));
  await rm(join(directory, 'files'), { recursive: true, force: true });
  await rename(fresh, join(directory, 'files'));
  if (keys) await removeOldest(cacheDirectory);
  log(`Cached ${files.length} file(s)`);
}

async function findCache({ cacheDirectory, keys, mask, log }: CacheOptions): Promise<string | undefined> {
  if (!keys) return await exists(join(cacheDirectory, 'files')) ? cacheDirectory : undefined;
  const exact = keyDirectory(cacheDirectory, keys.key);
  if (await exists(join(exact, 'files'))) return exact;
  const known = await keptCaches(cacheDirectory);
  for (const beginning of keys.fallbackKeys) {
    const found = known.find(({ key }) => key !== '' && key.startsWith(mask.apply(beginning)));
    if (!found) continue;
    log(`cache: none with the key ${keys.key}; using the one with the key ${found.key}`);
    return found.directory;
  }
  log(`cache: none with the key ${keys.key}`);
  return undefined;
}

/** Newest first. */
async function keptCaches(cacheDirectory: string): Promise<{ readonly key: string; readonly directory: string }[]> {
  const root = join(cacheDirectory, 'keys');
  const names = await exists(root) ? await readdir(root) : [];
  const complete = await Promise.all(names.map(async (name) => await exists(join(root, name, 'files')) ? [join(root, name)] : []));
  const found = await Promise.all(complete.flat().map(async (directory) => {
    const file = join(directory, 'key');
    // A cache whose key cannot be read is the oldest one, and the first to go.
    const key = await readText(file).catch(() => undefined);
    return { directory, key: key ?? '', time: key === undefined ? 0 : (await stat(file)).mtimeMs };
  }));
  return found.sort((a, b) => b.time - a.time);
}

async function removeOldest(cacheDirectory: string): Promise<void> {
  const old = (await keptCaches(cacheDirectory)).slice(MOST_KEPT);
  await Promise.all(old.map(({ directory }) => rm(directory, { recursive: true, force: true })));
}

/** Hashed, because a key may have any length and contain any character. */
function keyDirectory(cacheDirectory: string, key: string): string {
  return join(cacheDirectory, 'keys', createHash('sha256').update(key).digest('hex').slice(0, 32));
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
