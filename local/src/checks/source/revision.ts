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
  /** The build creates it; `path` is the file in the repository that it is probably a copy of. */
  | { readonly status: 'made-by-build'; readonly path?: string }
  /** Not in the repository, but a build could still create it. */
  | { readonly status: 'unseen'; readonly why: string }
  | { readonly status: 'missing'; readonly why: string };

/** How the bundle is built, as far as the repository shows. */
export interface Making {
  /** The artifact; without one, the bundle is the repository itself. */
  readonly spec?: ArtifactSpec;
  /** The expanded `base-directory`; undefined if it depends on the build. */
  readonly base: string | undefined;
  /** Everything that may create files: build commands, workflows, makefiles. */
  readonly commands: string;
  /** Whether the repository contains its build; if not, the bundle may be built elsewhere. */
  readonly hasBuild: boolean;
}

/** The bundle that the build produces and CodeDeploy deploys. */
export class Revision {
  private readonly base: string;

  constructor(private readonly repository: Repository, private readonly making: Making) {
    this.base = clean(making.base ?? '.').replace(/^\/+/, '') || '.';
  }

  /** Whether the bundle contains a file, by its path relative to the root. */
  file(path: string): Presence {
    return this.presence(path, (place) => this.repository.isFile(place), false);
  }

  /** Like `file`, but also accepts folders, as in `files` of an AppSpec. */
  entry(path: string): Presence {
    if (isRoot(path)) return { status: 'made-by-build' };
    return this.presence(path, (place) => this.repository.exists(place), true);
  }

  /** Whether an entry in `files` copies a file rather than a folder, judging by the repository, or by the name if the build creates it. */
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
      return { status: 'missing', why: 'the build artifact does not include it' };
    }
    if (spec?.discardPaths) return this.somewhere(path, mayBeBuilt);
    if (exists(place)) return { status: 'present', path: place };
    if (mayBeBuilt && this.isListed(path, place)) return { status: 'made-by-build' };
    return this.absent(path, place, mayBeBuilt);
  }

  /** It is not in the place in the repository from which the bundle would take it. */
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

  /** If the build creates the bundle's folders, it is enough that some file could be this one. */
  private somewhere(path: string, mayBeBuilt: boolean): Presence {
    const copy = this.copyOf(path);
    if (copy !== undefined) return { status: 'made-by-build', path: copy };
    const { commands, hasBuild } = this.making;
    const name = nameOf(path);
    if (BUILD_OUTPUT.test(name) || this.repository.isIgnored(path) || mentions(commands, name)) return { status: 'made-by-build' };
    if (mayBeBuilt && this.repository.hasFolderNamed(name)) return { status: 'made-by-build' };
    const why = `no file in the repository is called ${name}, and no build command mentions it`;
    return mayBeBuilt || !hasBuild || FETCHES.test(commands) ? { status: 'unseen', why } : { status: 'missing', why };
  }

  /** The file in the repository that a generated file is probably a copy of: the one with the longest common path suffix. */
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

  /** A folder is in the bundle if something below it is. */
  private selectsBelow(path: string, place: string): boolean {
    if (this.repository.isFile(place)) return false;
    const { spec } = this.making;
    return spec?.files.some((pattern) => withoutStart(pattern).startsWith(`${path}/`) || matches(pattern, `${path}/x`)) ?? true;
  }

  /** The artifact names exactly this file, in a folder that is not in the repository: the author knows that the build creates it. */
  private isListed(path: string, place: string): boolean {
    const named = this.making.spec?.files.some((pattern) => withoutStart(pattern) === path) ?? false;
    return named && this.making.hasBuild && (BUILD_OUTPUT.test(path) || !this.siblingsExist(place));
  }

  /** Whether the folder that should contain a file is in the repository. */
  private siblingsExist(place: string): boolean {
    const folder = place.includes('/') ? place.slice(0, place.lastIndexOf('/')) : '.';
    return this.repository.isDirectory(folder);
  }

  /** Whether a command mentions the first part of the path that is not in the repository. */
  private commandsName(place: string): boolean {
    const parts = place.split('/');
    const missing = parts.findIndex((_, index) => !this.repository.exists(parts.slice(0, index + 1).join('/')));
    const generated = parts.slice(0, missing + 1).join('/');
    return mentions(this.making.commands, generated) || (missing < parts.length - 1 && mentions(this.making.commands, parts[missing]));
  }
}

/** `/`, `.`, `./` and `/.` stand for the whole bundle. */
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
