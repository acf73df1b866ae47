import { dirname, join, resolve } from 'node:path';
import { InsideReader, type AsRoot, type InsideEntry } from './inside-reader';
import { globMatcher, GlobTooComplex } from '../../system/glob';

const MOST_LINKS = 40;
/** Limit for units, environment files and accounts, far above their usual size. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * Reads files of an instance from outside. Links are resolved as inside the instance: an absolute link starts at the instance's root, never
 * at the machine's.
 */
export class InsideFiles {
  private readonly reader: InsideReader;

  constructor(private readonly root: string, asRoot?: AsRoot) {
    this.reader = new InsideReader(asRoot);
  }

  /** `undefined` if there is no such file, or if it is too large. */
  read(path: string): string | undefined {
    const real = this.realPath(path);
    const found = real === undefined ? undefined : this.entry(real);
    if (real === undefined || found?.kind !== 'file' || found.size > MOST_BYTES) return undefined;
    return this.reader.text(join(this.root, real));
  }

  /** Modification time in nanoseconds; `undefined` if there is no such file. */
  modified(path: string): bigint | undefined {
    const real = this.realPath(path);
    return real === undefined ? undefined : this.entry(real)?.modified;
  }

  kind(path: string): 'folder' | 'file' | 'other' | undefined {
    const real = this.realPath(path);
    const kind = real === undefined ? undefined : this.entry(real)?.kind;
    return kind === 'link' ? 'other' : kind;
  }

  isExecutable(path: string): boolean {
    const real = this.realPath(path);
    if (real === undefined || this.kind(real) !== 'file') return false;
    // Odd octal digits contain the execute permission.
    return /[1357]/.test((this.entry(real)!.mode % 0o1000).toString(8));
  }

  /** The names in a folder; empty if there is no such folder. */
  list(path: string): string[] {
    const real = this.realPath(path);
    if (real === undefined || this.entry(real)?.kind !== 'folder') return [];
    return this.reader.names(join(this.root, real)).sort();
  }

  /** The paths that match a shell pattern, sorted. A path without wildcards matches itself if it exists. */
  matching(pattern: string): string[] {
    const parts = pattern.split('/').filter(Boolean);
    const found = parts.reduce((folders, part) => folders.flatMap((folder) => {
      if (!/[*?[]/.test(part)) return this.exists(join(folder, part)) ? [join(folder, part)] : [];
      const matches = matcherOf(part);
      const names = this.list(folder).filter((name) => (!name.startsWith('.') || part.startsWith('.')) && matches(name));
      return names.map((name) => join(folder, name));
    }), ['/']);
    return found.sort();
  }

  exists(path: string): boolean {
    return this.realPath(path) !== undefined;
  }

  /** The path with all links resolved, as seen inside; `undefined` if it leads nowhere. */
  realPath(path: string): string | undefined {
    let real = '/';
    const rest = resolve('/', path).split('/').filter(Boolean);
    for (let links = 0; rest.length > 0;) {
      const next = join(real, rest.shift()!);
      const entry = this.entry(next);
      if (!entry) return undefined;
      if (entry.kind !== 'link') {
        real = next;
        continue;
      }
      if (++links > MOST_LINKS) return undefined;
      rest.unshift(...resolve('/', dirname(next), this.reader.target(join(this.root, next))).split('/').filter(Boolean));
      real = '/';
    }
    return real;
  }

  /** Target of a link; `undefined` if the path is not a link. */
  linkTarget(path: string): string | undefined {
    const folder = this.realPath(dirname(path));
    const link = folder === undefined ? undefined : join(folder, path.slice(dirname(path).length));
    if (link === undefined || this.entry(link)?.kind !== 'link') return undefined;
    return resolve('/', dirname(link), this.reader.target(join(this.root, link)));
  }

  private entry(path: string): InsideEntry | undefined {
    return this.reader.entry(join(this.root, path));
  }
}

/** Patterns come from a repository's units: as regular expressions some would take exponential time. Braces are not special. */
function matcherOf(part: string): (name: string) => boolean {
  try {
    return globMatcher(part.replace(/[{}\\]/g, '\\$&').replace(/\[!/g, '[^'));
  } catch (error) {
    if (error instanceof GlobTooComplex) return () => false;
    throw error;
  }
}
