import { below } from './names';
import type { PackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

/** Scripts that build the whole application, in order of precedence. */
export const BUILD_SCRIPTS = ['build', 'build:prod', 'build:production', 'build:ts'];
const PART = /^build[:-](?:api|app|backend|client|frontend|server|ui|web)$/;
const FOLDER = /(?:\bcd|--(?:prefix|cwd|dir)[ =]|\s-C)\s*["']?([\w./-]+)/;

interface Parts {
  readonly built: readonly string[];
  readonly notes: readonly string[];
}

/** Scripts that build the parts of an application, if none builds all of it and the steps before the start do not. */
export function partsOf(repository: Repository, directory: string, { scripts, workspaces }: PackageJson, builds: readonly string[]): Parts {
  if (BUILD_SCRIPTS.some((name) => scripts[name] !== undefined)) return { built: [], notes: [] };
  const names = Object.keys(scripts).filter((name) => PART.test(name) && !builds.some((each) => each === name || scripts[each]!.includes(name)));
  const isElsewhere = (name: string) => {
    const folder = FOLDER.exec(scripts[name]!)?.[1];
    return folder !== undefined && workspaces.length === 0 && !/\b(?:install|ci)\b/.test(scripts[name]!)
      && repository.isFile(below(directory, `${folder}/package.json`));
  };
  return { built: names.filter((name) => !isElsewhere(name)), notes: names.filter(isElsewhere).map((name) => elsewhere(name, directory)) };
}

function elsewhere(name: string, directory: string): string {
  return `\`${name}\` of ${below(directory, 'package.json')} builds in another folder, whose packages the build does not install: add their `
    + 'installation and this script to buildspec.yml';
}
