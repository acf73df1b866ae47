import { posix } from 'node:path';
import { clean, type Repository } from './repository';
import type { ArtifactSpec } from '../../codebuild/buildspec';
import { globMatcher } from '../../system/glob';

/** Files that are built, not written by hand. */
const BUILD_OUTPUT = /\.(war|jar|ear|zip|tar|tgz|gz|so|exe|dll|rpm|deb|whl|map)$|\.min\.\w+$/i;
/** Commands that fetch files from elsewhere. */
const FETCHES = /\b(git (clone|submodule)|curl|wget|unzip|tar|aws s3|docker cp)\b/;

export type Presence =
  | { readonly status: 'present'; readonly path: string }
  /** The build makes it; `path` is the file of the repository that it is probably a copy of. */
  | { readonly status: 'made-by-build'; readonly path?: string }
  /** Nothing in the repository tells of it, and a build could still make it. */
  | { readonly status: 'unseen'; readonly why: string }
  | { readonly status: 'missing'; readonly why: string };

/** How the bundle is made, as far as the repository tells. */
export interface Making {
  /** The artifact; without one the bundle is the repository. */
  readonly spec?: ArtifactSpec;
  /** `base-directory` with its variables resolved; undefined where a variable has no value before the build. */
  readonly base: string | undefined;
  /** Whatever may make files: the commands of the build, workflows, makefiles. */
  readonly commands: string;
  /** Whether the repository says how it is built; if not, something else may make the bundle. */
  readonly hasBuild: boolean;
}

/** The bundle that the build makes and CodeDeploy deploys. */
export class Revision {
  private readonly base: string;

  constructor(private readonly repository: Repository, private readonly making: Making) {
    this.base = clean(making.base ?? '.').replace(/^\/+/, '') || '.';
  }

  /** Whether the bundle has a file at a path that is relative to its root. */
  file(path: string): Presence {
    return this.presence(path, (place) => this.repository.isFile(place), false);
  }

  /** The same for a file or a folder, as `files` of an AppSpec names it. */
  entry(path: string): Presence {
    if (isRoot(path)) return { status: 'made-by-build' };
    return this.presence(path, (place) => this.repository.exists(place), true);
  }

  /** Whether `files` of an AppSpec copies a file and not a folder: as the repository has it, or by its name where the build makes it. */
  copiesFile(source: string): boolean {
    if (isRoot(source)) return false;
    const presence = this.entry(source);
    const place = 'path' in presence ? presence.path : undefined;
    if (place !== undefined && this.repository.exists(place)) return this.repository.isFile(place);
    return !/^$|^\.d$/.test(posix.extname(clean(source)));
  }

  private presence(written: string, exists: (path: string) => boolean, mayBeBuilt: boolean): Presence {
    const path = clean(written).replace(/^\/+/, '');
    const { spec, base } = this.making;
    if (base === undefined) return this.somewhere(path, mayBeBuilt);
    const place = clean(`${this.base}/${path}`);
    if (!this.selects(path) && !this.selectsBelow(path, place)) {
      return { status: 'missing', why: 'the artifact of the build does not take it' };
    }
    if (spec?.discardPaths) return this.somewhere(path, mayBeBuilt);
    if (exists(place)) return { status: 'present', path: place };
    if (mayBeBuilt && this.isListed(path, place)) return { status: 'made-by-build' };
    return this.absent(path, place, mayBeBuilt);
  }

  /** Not in the repository where the bundle takes it from. */
  private absent(path: string, place: string, mayBeBuilt: boolean): Presence {
    if (this.base !== '.' && !this.repository.isDirectory(this.base)) return this.somewhere(path, mayBeBuilt);
    if (this.repository.isIgnored(place) || this.commandsName(place)) {
      return { status: 'made-by-build', path: this.copyOf(path) };
    }
    const copy = this.copyOf(path);
    if (copy !== undefined && this.base !== '.' && mentions(this.making.commands, this.base)) return { status: 'made-by-build', path: copy };
    const why = `${place} is not in the repository`;
    const built = mayBeBuilt && (BUILD_OUTPUT.test(place) || !this.making.hasBuild);
    return built || (!this.making.hasBuild && !this.siblingsExist(place)) ? { status: 'unseen', why } : { status: 'missing', why };
  }

  /** In a bundle whose folders the build makes, what counts is that some file could be it. */
  private somewhere(path: string, mayBeBuilt: boolean): Presence {
    const copy = this.copyOf(path);
    if (copy !== undefined) return { status: 'made-by-build', path: copy };
    const { commands, hasBuild } = this.making;
    const name = nameOf(path);
    if (BUILD_OUTPUT.test(name) || this.repository.isIgnored(path) || mentions(commands, name)) return { status: 'made-by-build' };
    if (mayBeBuilt && this.repository.hasFolderNamed(name)) return { status: 'made-by-build' };
    const why = `no file of the repository is called ${name}, and no command of the build names it`;
    return mayBeBuilt || !hasBuild || FETCHES.test(commands) ? { status: 'unseen', why } : { status: 'missing', why };
  }

  /** The file of the repository that a file of a generated folder is a copy of: the one whose path ends most alike. */
  private copyOf(path: string): string | undefined {
    const candidates = this.repository.filesNamed(nameOf(path));
    const alike = (file: string): number => commonEnd(file.split('/'), path.split('/'));
    return [...candidates].sort((a, b) => alike(b) - alike(a))[0];
  }

  private selects(path: string): boolean {
    const { spec } = this.making;
    if (!spec) return true;
    const { files, excludePaths, discardPaths } = spec;
    if (discardPaths) return !path.includes('/') && files.some((pattern) => matches(nameOf(clean(pattern)), path));
    const excludes = (pattern: string): boolean => matches(pattern, path) || path.startsWith(`${clean(pattern)}/`);
    return files.some((pattern) => matches(pattern, path)) && !excludePaths.some(excludes);
  }

  /** A folder is in the bundle when something below it is. */
  private selectsBelow(path: string, place: string): boolean {
    if (this.repository.isFile(place)) return false;
    const { spec } = this.making;
    return spec?.files.some((pattern) => withoutStart(pattern).startsWith(`${path}/`) || matches(pattern, `${path}/x`)) ?? true;
  }

  /** The artifact names this very file, in a folder that is not in the repository: who wrote that knows that the build makes it. */
  private isListed(path: string, place: string): boolean {
    const named = this.making.spec?.files.some((pattern) => withoutStart(pattern) === path) ?? false;
    return named && this.making.hasBuild && (BUILD_OUTPUT.test(path) || !this.siblingsExist(place));
  }

  /** Whether the folder that a file would be in is in the repository. */
  private siblingsExist(place: string): boolean {
    const folder = place.includes('/') ? place.slice(0, place.lastIndexOf('/')) : '.';
    return this.repository.isDirectory(folder);
  }

  /** A command names the first part of the path that is not in the repository. */
  private commandsName(place: string): boolean {
    const parts = place.split('/');
    const missing = parts.findIndex((_, index) => !this.repository.exists(parts.slice(0, index + 1).join('/')));
    const generated = parts.slice(0, missing + 1).join('/');
    return mentions(this.making.commands, generated) || (missing < parts.length - 1 && mentions(this.making.commands, parts[missing]));
  }
}

/** `/`, `.`, `./` and `/.`: the whole bundle. */
function isRoot(path: string): boolean {
  return clean(`/${path}`) === '/';
}

function matches(pattern: string, path: string): boolean {
  const plain = withoutStart(pattern);
  return plain === path || globMatcher(plain)(path);
}

function withoutStart(pattern: string): string {
  return clean(pattern).replace(/^\/+/, '');
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(^|[\\s/"'=:])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}($|[\\s/"';&:,)])`, 'm').test(text);
}

function commonEnd(first: readonly string[], second: readonly string[]): number {
  let count = 0;
  while (count < Math.min(first.length, second.length) && first.at(-1 - count) === second.at(-1 - count)) count += 1;
  return count;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
