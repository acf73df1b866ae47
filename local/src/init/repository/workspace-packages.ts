import { below } from './names';
import { readPackageJson, type PackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

interface WorkspacePackage {
  readonly directory: string;
  readonly packageJson: PackageJson;
}

/** Folders of the packages in the same workspace that a package depends on, each after those that it depends on itself. */
export function neededPackages(repository: Repository, root: string, { dependencies, devDependencies }: PackageJson): readonly WorkspacePackage[] {
  const all = packagesBelow(repository, root);
  const needed = new Set<WorkspacePackage>();
  const visited = new Set<string>();
  const visit = (names: readonly string[]) => {
    for (const name of names) {
      const found = all.get(name);
      if (!found || visited.has(name)) continue;
      visited.add(name);
      visit(Object.keys({ ...found.packageJson.dependencies, ...found.packageJson.devDependencies }));
      needed.add(found);
    }
  };
  visit(Object.keys({ ...dependencies, ...devDependencies }));
  return [...needed];
}

function packagesBelow(repository: Repository, root: string): ReadonlyMap<string, WorkspacePackage> {
  const packages = repository.filesBelow(root)
    .filter((path) => /\/package\.json$/.test(path) && !/(^|\/)node_modules\//.test(path) && path !== below(root, 'package.json'))
    .flatMap((path) => {
      const directory = path.slice(0, -'/package.json'.length);
      const packageJson = readPackageJson(repository, directory);
      return packageJson?.name === undefined ? [] : [[packageJson.name, { directory, packageJson }] as const];
    });
  return new Map(packages);
}
