import picomatch from 'picomatch';
import { clean, type Repository } from './repository';
import type { ArtifactSpec } from '../../codebuild/buildspec';

/** As CodeBuild matches: `**` is everything, dot files too. */
const GLOB = { dot: true, nonegate: true, noextglob: true, posixSlashes: false };

export type Presence =
  | { readonly status: 'present'; readonly path: string }
  /** The build makes it; nobody can tell before the build. */
  | { readonly status: 'made-by-build' }
  | { readonly status: 'missing'; readonly why: string };

/** The bundle that the build makes and CodeDeploy deploys, as far as the repository tells. */
export class Revision {
  private readonly base: string;
  /** A build can put any value into a variable. */
  private readonly unknown: boolean;

  constructor(
    private readonly repository: Repository,
    private readonly spec: ArtifactSpec | undefined,
    private readonly commands: string,
  ) {
    this.base = clean(spec?.baseDirectory ?? '.');
    this.unknown = [this.base, ...spec?.files ?? [], ...spec?.excludePaths ?? []].some((path) => path.includes('$'));
  }

  /** Whether the bundle has a file at a path that is relative to its root. */
  file(path: string): Presence {
    return this.presence(path, (place) => this.repository.isFile(place));
  }

  /** The same for a file or a folder, as `files` of an AppSpec names it. */
  entry(path: string): Presence {
    if (clean(path) === '.') return { status: 'made-by-build' };
    return this.presence(path, (place) => this.repository.exists(place));
  }

  private presence(written: string, exists: (path: string) => boolean): Presence {
    const path = clean(written).replace(/^\/+/, '');
    if (this.unknown || this.base.startsWith('/')) return { status: 'made-by-build' };
    const place = clean(`${this.base}/${path}`);
    if (!this.selects(path) && !this.selectsBelow(path, place)) return { status: 'missing', why: 'the artifact of the build does not take it' };
    if (this.spec?.discardPaths) return this.repository.hasFileNamed(nameOf(path)) ? { status: 'made-by-build' } : { status: 'missing', why: 'no file of the repository has this name' };
    if (exists(place)) return { status: 'present', path: place };
    return this.isMadeByBuild(place) ? { status: 'made-by-build' } : { status: 'missing', why: `${place} is not in the repository` };
  }

  private selects(path: string): boolean {
    if (!this.spec) return true;
    const { files, excludePaths, discardPaths } = this.spec;
    if (discardPaths) return !path.includes('/') && files.some((pattern) => picomatch.isMatch(path, nameOf(clean(pattern)), GLOB));
    const matches = (pattern: string): boolean => clean(pattern) === path || picomatch.isMatch(path, clean(pattern), GLOB);
    const excludes = (pattern: string): boolean => matches(pattern) || path.startsWith(`${clean(pattern)}/`);
    return files.some(matches) && !excludePaths.some(excludes);
  }

  /** A folder is in the bundle when something below it is. */
  private selectsBelow(path: string, place: string): boolean {
    if (this.repository.isFile(place)) return false;
    return this.spec?.files.some((pattern) => clean(pattern).startsWith(`${path}/`) || picomatch.isMatch(`${path}/x`, clean(pattern), GLOB)) ?? true;
  }

  /** Git ignores it, or a command of the build names the folder that it would be in. */
  private isMadeByBuild(place: string): boolean {
    if (this.repository.isIgnored(place)) return true;
    if (this.base !== '.' && !this.repository.isDirectory(this.base)) return true;
    const parts = place.split('/');
    const missing = parts.findIndex((_, index) => !this.repository.exists(parts.slice(0, index + 1).join('/')));
    const generated = parts.slice(0, missing + 1).join('/');
    return this.commands.includes(generated) || (missing < parts.length - 1 && new RegExp(`(^|[\\s/"'=])${escaped(parts[missing])}($|[\\s/"';&])`, 'm').test(this.commands));
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
