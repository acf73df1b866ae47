import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FileSelection } from './buildspec';
import { LinksOut } from './links-out';
import { PhaseError } from './phase-error';
import { globMatcher, GlobTooComplex } from '../system/glob';

export interface SelectedFile {
  /** Absolute path. */
  readonly path: string;
  /** Relative to the base directory, or just the name if paths are discarded. */
  readonly target: string;
}

export interface Selection {
  /** Sorted by target. */
  readonly files: readonly SelectedFile[];
  /** Patterns and paths without a match. */
  readonly unmatched: readonly string[];
  /** The base directory, if it does not exist. */
  readonly missingBase?: string;
}

export interface SelectionOptions {
  readonly sourceDirectory: string;
  /** Used to expand `$NAME` and `${NAME}` in paths. */
  readonly environment: Readonly<Record<string, string>>;
  /** Take symbolic links themselves instead of their targets. */
  readonly keepLinks?: boolean;
  /** Reject links that lead out of this folder: their targets are not part of the build. */
  readonly linksStayIn?: string;
}

/** Selects files by `files`, `base-directory`, `exclude-paths` and `discard-paths`, relative to CODEBUILD_SRC_DIR. */
export async function selectFiles(spec: FileSelection, options: SelectionOptions): Promise<Selection> {
  const expand = (text: string) => expandVariables(text, options.environment);
  const base = expand(spec.baseDirectory ?? '.');
  const bases = await baseDirectories(base, options.sourceDirectory);
  if (bases.length === 0) return { files: [], unmatched: [], missingBase: base };

  const chosen = new Map<string, string>();
  const matched = new Set<string>();
  for (const directory of bases) {
    const tree = new FileTree(directory, options.keepLinks ?? false);
    const excluded = spec.excludePaths.map((pattern) => excluderOf(relativePattern(expand(pattern), directory)));
    for (const pattern of spec.files) {
      for (const file of await tree.match(relativePattern(expand(pattern), directory))) {
        if (excluded.some((excludes) => excludes(file))) continue;
        matched.add(pattern);
        chosen.set(spec.discardPaths ? file.slice(file.lastIndexOf('/') + 1) : file, join(directory, file));
      }
    }
  }
  if (options.linksStayIn !== undefined) await new LinksOut(options.linksStayIn, bases.filter(() => isAbsolute(base))).refuse(chosen.values());
  const files = [...chosen].map(([target, path]) => ({ path, target })).sort((a, b) => (a.target < b.target ? -1 : 1));
  return { files, unmatched: spec.files.filter((pattern) => !matched.has(pattern)) };
}

function expandVariables(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced: string | undefined, plain: string | undefined) => environment[braced ?? plain ?? ''] ?? '');
}

/** A literal directory, or every directory that matches the pattern. */
async function baseDirectories(base: string, sourceDirectory: string): Promise<string[]> {
  const directory = isAbsolute(base) ? base : join(sourceDirectory, base);
  if (await isDirectory(directory)) return [directory];
  if (!isPattern(base) || isAbsolute(base)) return [];
  const matches = matcherOf(stripped(base));
  const depth = stripped(base).includes('**') ? Infinity : stripped(base).split('/').length;
  const found = await directoriesBelow(sourceDirectory, depth);
  return found.filter((path) => matches(path)).sort().map((path) => join(sourceDirectory, path));
}

async function directoriesBelow(root: string, depth: number, prefix = ''): Promise<string[]> {
  if (depth === 0) return [];
  const entries = await readdir(join(root, prefix), { withFileTypes: true });
  const directories = entries.filter((entry) => entry.isDirectory()).map(({ name }) => (prefix ? `${prefix}/${name}` : name));
  const deeper = await Promise.all(directories.map((directory) => directoriesBelow(root, depth - 1, directory)));
  return [...directories, ...deeper.flat()];
}

/** Links to directories can make a tree infinitely large. */
const MOST_FILES = 500_000;

/** A directory's files, listed only once for all patterns. */
class FileTree {
  private listing?: Promise<string[]>;
  private count = 0;

  constructor(private readonly root: string, private readonly keepLinks: boolean) {}

  async match(pattern: string | undefined): Promise<string[]> {
    if (pattern === undefined) return [];
    if (await this.isFile(pattern)) return [pattern];
    if (!isPattern(pattern)) return [];
    this.listing ??= this.list('', new Set([await realpath(this.root)]));
    return matching(await this.listing, matcherOf(pattern));
  }

  private async isFile(path: string): Promise<boolean> {
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const name = path.slice(parent === '' ? 0 : parent.length + 1);
    if (name === '' || !(await isDirectory(join(this.root, parent)))) return false;
    const entry = (await readdir(join(this.root, parent), { withFileTypes: true })).find((candidate) => candidate.name === name);
    if (entry?.isSymbolicLink()) return this.keepLinks || isRegularFile(join(this.root, path));
    return entry?.isFile() ?? false;
  }

  /** `above`: the real paths of parent directories, to stop at links to them. */
  private async list(prefix: string, above: ReadonlySet<string>): Promise<string[]> {
    const entries = await readdir(join(this.root, prefix), { withFileTypes: true });
    this.count += entries.length;
    if (this.count > MOST_FILES) {
      throw new PhaseError('CLIENT_ERROR', `more than ${MOST_FILES} files below ${this.root}; `
        + 'links to directories may form a cycle: exclude them or set enable-symlinks');
    }
    const lists = await Promise.all(entries.map(async (entry) => {
      const path = prefix ? `${prefix}/${entry.name}` : entry.name;
      const absolute = join(this.root, path);
      if (entry.isFile() || (entry.isSymbolicLink() && (this.keepLinks || await isRegularFile(absolute)))) return [path];
      if (!entry.isDirectory() && !(entry.isSymbolicLink() && await isDirectory(absolute))) return [];
      const real = await realpath(absolute);
      return above.has(real) ? [] : this.list(path, new Set([...above, real]));
    }));
    return lists.flat();
  }
}

/** The pattern relative to the directory, or undefined if it leads outside: artifacts cannot contain such paths. */
function relativePattern(pattern: string, directory: string): string | undefined {
  const below = isAbsolute(pattern) ? relative(directory, pattern) : pattern;
  const clean = stripped(below);
  return clean === '..' || clean.startsWith('../') || isAbsolute(clean) ? undefined : clean;
}

function stripped(path: string): string {
  const clean = normalize(path).split(sep).join('/').replace(/^\.\//, '');
  return clean.length > 1 ? clean.replace(/\/+$/, '') : clean;
}

function matcherOf(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) return () => false;
  try {
    return globMatcher(pattern);
  } catch (error) {
    throw error instanceof GlobTooComplex ? new PhaseError('CLIENT_ERROR', error.message) : error;
  }
}

/** Yields to the event loop after this long, because the runner also serves requests in this thread. */
const TURN_MS = 10;

async function matching(files: readonly string[], matches: (path: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  let turn = performance.now();
  for (const file of files) {
    if (matches(file)) found.push(file);
    if (performance.now() - turn < TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
  return found;
}

/** A path without wildcards also excludes everything below it. */
function excluderOf(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined || isPattern(pattern)) return matcherOf(pattern);
  return (path) => path === pattern || path.startsWith(`${pattern}/`);
}

function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

async function isDirectory(path: string): Promise<boolean> {
  return (await statOrNothing(path))?.isDirectory() ?? false;
}

async function isRegularFile(path: string): Promise<boolean> {
  return (await statOrNothing(path))?.isFile() ?? false;
}

async function statOrNothing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
