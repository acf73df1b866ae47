import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FileSelection } from './buildspec';
import { LinksOut } from './links-out';
import { PhaseError } from './phase-error';
import { folderMatcher, globMatcher, GlobTooComplex } from '../system/glob';

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
  const linksOut = options.linksStayIn === undefined ? undefined : new LinksOut(options.linksStayIn, bases.filter(() => isAbsolute(base)));
  for (const directory of bases) {
    await linksOut?.refuseFolder(directory);
    const patterns = spec.files.map((pattern) => relativePattern(expand(pattern), directory));
    const excluded = spec.excludePaths.map((pattern) => excluderOf(relativePattern(expand(pattern), directory)));
    const tree = new FileTree(directory, {
      keepLinks: options.keepLinks ?? false,
      linksOut,
      patterns: patterns.filter((pattern) => pattern !== undefined),
      excludesAllBelow: (folder) => UNNAMED.every((below) => excluded.some((excludes) => excludes(`${folder}/${below}`))),
    });
    for (const [index, pattern] of spec.files.entries()) {
      for (const file of await tree.match(patterns[index])) {
        if (excluded.some((excludes) => excludes(file))) continue;
        matched.add(pattern);
        chosen.set(spec.discardPaths ? file.slice(file.lastIndexOf('/') + 1) : file, join(directory, file));
      }
    }
  }
  await linksOut?.refuse(chosen.values());
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

/** Made-up paths in a folder, with a name that no pattern contains: patterns that exclude all of them exclude everything in the folder. */
const UNNAMED = ['\u0001', '\u0001/\u0001', '\u0001/\u0001/\u0001'];

/** Links to directories can make a tree infinitely large. */
const MOST_FILES = 500_000;

interface TreeOptions {
  readonly keepLinks: boolean;
  /** Absent if links may lead anywhere. */
  readonly linksOut?: LinksOut;
  readonly patterns: readonly string[];
  readonly excludesAllBelow: (folder: string) => boolean;
}

/** The files of a directory that patterns can match, listed only once for all of them. */
class FileTree {
  private listing?: Promise<string[]>;
  private count = 0;
  private readonly reaches: readonly ((folder: string) => boolean)[];

  constructor(private readonly root: string, private readonly options: TreeOptions) {
    this.reaches = options.patterns.filter(isPattern).map((pattern) => compiled(pattern, folderMatcher));
  }

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
    if (entry?.isSymbolicLink()) return this.options.keepLinks || isRegularFile(join(this.root, path));
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
      if (entry.isFile() || (entry.isSymbolicLink() && (this.options.keepLinks || await isRegularFile(absolute)))) return [path];
      if (!entry.isDirectory() && !(entry.isSymbolicLink() && await isDirectory(absolute))) return [];
      if (!this.reaches.some((reaches) => reaches(path))) return [];
      if (entry.isSymbolicLink() && this.options.linksOut) {
        if (this.options.excludesAllBelow(path)) return [];
        await this.options.linksOut.refuseFolder(absolute);
      }
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
  return pattern === undefined ? () => false : compiled(pattern, globMatcher);
}

function compiled(pattern: string, compile: (pattern: string) => (path: string) => boolean): (path: string) => boolean {
  try {
    return compile(pattern);
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
