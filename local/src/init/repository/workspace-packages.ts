import { below } from './names';
import { readPackageJson, type PackageJson } from './package-json';
import { clean, type Repository } from '../../checks/source/repository';
import { canBeMatched, globMatcher } from '../../system/glob';

interface NeededPackage {
  readonly directory: string;
  readonly packageJson: PackageJson;
  /** Named by its path (`file:../lib`), and not part of the workspace. */
  readonly isLinked: boolean;
}

/** The packages of a repository that a package depends on, each after those that it depends on itself. */
export function neededPackages(repository: Repository, root: string, directory: string, packageJson: PackageJson): readonly NeededPackage[] {
  const workspace = new Map(packagesBelow(repository, root).map((each) => [each.packageJson.name, each]));
  const needed: NeededPackage[] = [];
  const visited = new Set<string>([directory]);
  const visit = (from: string, { dependencies, devDependencies, otherDependencies }: PackageJson) => {
    for (const [name, version] of Object.entries({ ...otherDependencies, ...devDependencies, ...dependencies })) {
      const found = workspace.get(name) ?? linkedPackage(repository, from, version);
      if (!found || visited.has(found.directory)) continue;
      visited.add(found.directory);
      visit(found.directory, found.packageJson);
      needed.push(found);
    }
  };
  visit(directory, packageJson);
  return needed;
}

function linkedPackage(repository: Repository, from: string, version: string): NeededPackage | undefined {
  const path = /^(?:file|link|portal):(.+)$/.exec(version)?.[1];
  const directory = path === undefined ? undefined : clean(below(from, path));
  const packageJson = directory === undefined || directory === '.' || directory.startsWith('..') ? undefined : readPackageJson(repository, directory);
  return packageJson && { directory: directory!, packageJson, isLinked: true };
}

function packagesBelow(repository: Repository, root: string): NeededPackage[] {
  const isMember = membersOf(repository, root);
  return repository.filesBelow(root)
    .filter((path) => /\/package\.json$/.test(path) && !/(^|\/)node_modules\//.test(path) && path !== below(root, 'package.json'))
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter((directory) => isMember(root === '.' ? directory : directory.slice(root.length + 1)))
    .flatMap((directory) => {
      const packageJson = readPackageJson(repository, directory);
      return packageJson?.name === undefined ? [] : [{ directory, packageJson, isLinked: false }];
    });
}

/** Whether a folder is in the workspace; the last pattern that matches it decides. Without patterns, there is no workspace. */
function membersOf(repository: Repository, root: string): (folder: string) => boolean {
  const ofPnpm = pnpmPackages(repository.read(below(root, 'pnpm-workspace.yaml')) ?? '');
  const patterns = [...readPackageJson(repository, root)?.workspaces ?? [], ...ofPnpm];
  const rules = patterns.map((pattern) => ({ isNegated: pattern.startsWith('!'), body: clean(pattern.replace(/^!/, '')) }))
    .filter(({ body }) => canBeMatched(body))
    .map(({ isNegated, body }) => ({ isNegated, matches: globMatcher(body) }));
  return (folder) => rules.filter(({ matches }) => matches(folder)).at(-1)?.isNegated === false;
}

/** The list `packages` of a `pnpm-workspace.yaml`. */
function pnpmPackages(text: string): string[] {
  const list = /^packages:[ \t]*(?:#.*)?\n((?:[ \t]*(?:-.*|#.*)?(?:\n|$))*)/m.exec(text)?.[1] ?? '';
  return list.split('\n').flatMap((line) => {
    const [, quoted, plain] = /^\s*-\s+(?:["']([^"']+)["']|([^\s#]+))/.exec(line) ?? [];
    return quoted ?? plain ?? [];
  });
}
