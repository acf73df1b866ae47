import { readdirSync, readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, normalize, relative, resolve, sep } from 'node:path';

/** Folders that a repository does not mean when it names a file. */
const SKIPPED = new Set(['.git', 'node_modules', 'cdk.out', '.gostyle']);
const MOST_FILES = 50_000;
const MAXIMUM_BYTES = 4 * 1024 * 1024;

/** A repository's files as a checkout has them. No path leads out of it. */
export class Repository {
  readonly root: string;
  private files?: readonly string[];
  private ignored?: readonly RegExp[];

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
    // The owner may execute it when the third octal digit from the right is odd.
    return Math.floor((this.stats(path)?.mode ?? 0) / 0o100) % 2 === 1;
  }

  /** Undefined for what is not a file of the repository, or is larger than any file that people write. */
  read(path: string): string | undefined {
    const stats = this.stats(path);
    return stats?.isFile() && stats.size <= MAXIMUM_BYTES ? readFileSync(join(this.root, path), 'utf8') : undefined;
  }

  /** Paths of the files that have a name, wherever they are. */
  filesNamed(name: string): string[] {
    return this.all().filter((path) => path === name || path.endsWith(`/${name}`));
  }

  /** What is right in a folder; nothing for one that is not there. */
  namesIn(folder: string): string[] {
    return this.isDirectory(folder) ? readdirSync(join(this.root, folder)) : [];
  }

  hasFolderNamed(name: string): boolean {
    return this.all().some((path) => path.startsWith(`${name}/`) || path.includes(`/${name}/`));
  }

  filesBelow(folder: string): string[] {
    return folder === '.' ? [...this.all()] : this.all().filter((path) => path.startsWith(`${folder}/`));
  }

  /** Whether Git ignores a path: what the build makes. */
  isIgnored(path: string): boolean {
    this.ignored ??= this.ignorePatterns();
    const parts = clean(path).split('/');
    const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return prefixes.some((prefix) => this.ignored?.some((pattern) => pattern.test(prefix)));
  }

  private stats(path: string): Stats | undefined {
    const absolute = resolve(this.root, path);
    if (path.includes('\0') || !isWithin(absolute, this.root)) return undefined;
    try {
      const stats = statSync(absolute, { throwIfNoEntry: false });
      return stats && isWithin(realpathSync(absolute), this.root) ? stats : undefined;
    } catch (error) {
      if (['ELOOP', 'ENAMETOOLONG', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
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

  /** `.gitignore` of the root and of each folder right below it: enough to know a build's output. */
  private ignorePatterns(): RegExp[] {
    const below = readdirSync(this.root, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name));
    const folders = ['', ...below.map(({ name }) => `${name}/`)];
    return folders.flatMap((folder) => (this.read(`${folder}.gitignore`) ?? '').split('\n')
      .map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('!'))
      .map((line) => ignorePattern(line, folder)));
  }
}

/** `./a//b/` is `a/b`. */
export function clean(path: string): string {
  return normalize(path).split(sep).join('/').replace(/^\.\//, '').replace(/(.)\/+$/, '$1');
}

function isWithin(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

function ignorePattern(line: string, folder: string): RegExp {
  const body = line.replace(/^\//, '').replace(/\/$/, '');
  const anchored = /.\/./.test(body) || line.startsWith('/');
  const source = body.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/?/g, '\0').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${folder}${anchored ? '' : '(?:.*/)?'}${source}$`);
}
