import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, normalize, relative, resolve, sep } from 'node:path';
import { pathMatcher } from '../../system/glob';

/** Folders to skip when searching for a file of the repository by its name. */
const SKIPPED = new Set(['.git', 'node_modules', 'cdk.out', '.gostyle']);
const MOST_FILES = 50_000;
const MAXIMUM_BYTES = 4 * 1024 * 1024;

/** The files of a repository checkout. Paths cannot lead outside. */
export class Repository {
  readonly root: string;
  private files?: readonly string[];
  private ignored?: readonly ((path: string) => boolean)[];

  constructor(directory: string) {
    this.root = realpathSync(directory);
  }

  isFile(path: string): boolean {
    return this.stats(path)?.isFile() ?? false;
  }

  isDirectory(path: string): boolean {
    return this.stats(path)?.isDirectory() ?? false;
  }

  exists(path: string): boolean {
    return this.stats(path) !== undefined;
  }

  isExecutable(path: string): boolean {
    // The owner's execute bit makes the third octal digit from the right odd.
    return Math.floor((this.stats(path)?.mode ?? 0) / 0o100) % 2 === 1;
  }

  /** Undefined if it is not a file in the repository, or is too large to be written by hand. */
  read(path: string): string | undefined {
    const stats = this.stats(path);
    return stats?.isFile() && stats.size <= MAXIMUM_BYTES ? readFileSync(join(this.root, path), 'utf8') : undefined;
  }

  /** Paths of all files with this name. */
  filesNamed(name: string): string[] {
    return this.all().filter((path) => path === name || path.endsWith(`/${name}`));
  }

  /** Names directly in a folder; empty if it does not exist. */
  namesIn(folder: string): string[] {
    return this.isDirectory(folder) ? readdirSync(join(this.root, folder)) : [];
  }

  hasFolderNamed(name: string): boolean {
    return this.all().some((path) => path.startsWith(`${name}/`) || path.includes(`/${name}/`));
  }

  filesBelow(folder: string): string[] {
    return folder === '.' ? [...this.all()] : this.all().filter((path) => path.startsWith(`${folder}/`));
  }

  /** Whether Git ignores a path, which suggests that the build creates it. */
  isIgnored(path: string): boolean {
    this.ignored ??= this.ignorePatterns();
    const parts = clean(path).split('/');
    const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return prefixes.some((prefix) => this.ignored?.some((ignores) => ignores(prefix)));
  }

  private stats(path: string): Stats | undefined {
    const absolute = resolve(this.root, path);
    if (path.includes('\0') || !isWithin(absolute, this.root)) return undefined;
    try {
      const stats = statSync(absolute, { throwIfNoEntry: false });
      return stats && isWithin(realpathSync(absolute), this.root) ? stats : undefined;
    } catch (error) {
      if (['ELOOP', 'ENAMETOOLONG', 'EACCES', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }

  private all(): readonly string[] {
    this.files ??= this.list('');
    return this.files;
  }

  private list(folder: string, found: string[] = []): string[] {
    for (const entry of readdirSync(join(this.root, folder), { withFileTypes: true })) {
      if (found.length >= MOST_FILES) break;
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) this.list(path, found);
      else if (entry.isFile()) found.push(path);
    }
    return found;
  }

  /** `.gitignore` at the root and in each top-level folder: enough to recognize build output. */
  private ignorePatterns(): ((path: string) => boolean)[] {
    const below = readdirSync(this.root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name));
    const folders = ['', ...below.map(({ name }) => `${name}/`)];
    return folders.flatMap((folder) => (this.read(`${folder}.gitignore`) ?? '').split('\n')
      .map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
      .map((line) => ignorePattern(line, folder)));
  }
}

/** `./a//b/` becomes `a/b`. */
export function clean(path: string): string {
  return normalize(path).split(sep).join('/').replace(/^\.\//, '').replace(/(.)\/+$/, '$1');
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function ignorePattern(line: string, folder: string): (path: string) => boolean {
  const body = line.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = /.\/./.test(body) || line.startsWith('/');
  const matches = pathMatcher(isAnchored ? body : `**/${body}`);
  return (path) => path.startsWith(folder) && matches(path.slice(folder.length));
}
