import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FileSelection } from './buildspec';
import { LinksOut } from './links-out';
import { PhaseError } from './phase-error';
import { globMatcher, GlobTooComplex } from '../system/glob';

export interface SelectedFile {
  /** Absolute. */
  readonly path: string;
  /** Below its base directory, or only the name where paths are discarded. */
  readonly target: string;
}

export interface Selection {
  /** By their targets, sorted. */
  readonly files: readonly SelectedFile[];
  /** Patterns and paths that matched nothing. */
  readonly unmatched: readonly string[];
  /** The base directory, when nothing matches it. */
  readonly missingBase?: string;
}

export interface SelectionOptions {
  readonly sourceDirectory: string;
  /** For `$NAME` and `${NAME}` in paths. */
  readonly environment: Readonly<Record<string, string>>;
  /** Symbolic links are taken as they are, not as what they point to. */
  readonly keepLinks?: boolean;
  /** A link that leads out of this folder is refused: what it leads to is no part of the build. */
  readonly linksStayIn?: string;
}

/** The files that `files`, `base-directory`, `exclude-paths` and `discard-paths` choose, relative to CODEBUILD_SRC_DIR. */
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

/** A literal directory, or every directory that a pattern matches. */
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

/** Links to directories can multiply a tree without end. */
const MOST_FILES = 500_000;

/** A directory's files, listed once however many patterns look for them. */
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

  /** `above`: the real paths of the directories above, so that a link to one of them is not followed forever. */
  private async list(prefix: string, above: ReadonlySet<string>): Promise<string[]> {
    const entries = await readdir(join(this.root, prefix), { withFileTypes: true });
    this.count += entries.length;
    if (this.count > MOST_FILES) {
      throw new PhaseError('CLIENT_ERROR', `more than ${MOST_FILES} files below ${this.root}; `
        + 'links to directories may lead round in circles, exclude them or set enable-symlinks');
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

/** The pattern below its directory, or undefined where it leaves it: an artifact cannot hold such a path. */
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

/** The runner serves requests in the same thread, which has its turn after so many milliseconds. */
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

/** A path without wildcards excludes what is below it, too. */
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
