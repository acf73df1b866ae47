import { posix } from 'node:path';
import { below, inside } from './names';
import type { Repository } from '../../checks/source/repository';
import { shellPath, shellWord } from '../quoting/shell';

/** Commands of a package manager, for one package of a repository. */
export interface PackageManager {
  readonly install: readonly string[];
  /** Leaves only what the application needs on a host. */
  readonly prune: string;
  /** Folders below `.cache`, with the environment variable that points there. */
  readonly cache: Readonly<Record<string, string>>;
  /** The folder that contains `node_modules`. */
  readonly root: string;
  /** Runs a script of `package.json`; options are passed to the script. */
  run(script: string, options?: string): string;
  /** Installs a package for this build only. */
  add?(name: string): string;
}

const LOCKS = [['pnpm-lock.yaml', pnpm], ['yarn.lock', yarn], ['package-lock.json', npm], ['npm-shrinkwrap.json', npm]] as const;

/** Determined by the nearest lock file: the package's own, or that of its workspace. */
export function packageManagerOf(repository: Repository, directory: string): PackageManager {
  for (const root of foldersUpFrom(directory)) {
    const lock = LOCKS.find(([name]) => repository.isFile(below(root, name)) && !isIgnored(repository, name));
    if (lock) return lock[1](repository, root, directory);
  }
  return npm(repository, directory, directory, ['npm install']);
}

/** Several lock files in the same folder: only one is kept up to date. */
export function otherLocks(repository: Repository, { root, install }: PackageManager): string[] {
  const locks = [...LOCKS.map(([name]) => name), 'bun.lock', 'bun.lockb']
    .filter((name) => repository.isFile(below(root, name)) && !isIgnored(repository, name)).map((name) => below(root, name));
  if (locks.length < 2) return [];
  return [`there are several lock files (${locks.join(', ')}), and the build uses \`${install[0]}\`: remove those that you do not keep up to date`];
}

/** For a package that another one has by its path, outside of any workspace. */
export function linkedPackageManager(repository: Repository, directory: string, linked: string): PackageManager {
  const lock = foldersUpFrom(directory).flatMap((root) => LOCKS.filter(([name]) => repository.isFile(below(root, name))))[0];
  return (lock?.[1] ?? npm)(repository, linked, linked);
}

/** A build does not contain what git ignores. */
function isIgnored(repository: Repository, name: string): boolean {
  return (repository.read('.gitignore') ?? '').split('\n').some((line) => line.trim().replace(/^\//, '') === name);
}

export function foldersUpFrom(directory: string): string[] {
  const parts = directory === '.' ? [] : directory.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}

function npm(_repository: Repository, root: string, directory: string, install: readonly string[] = ['npm ci']): PackageManager {
  const at = root === '.' ? '' : ` --prefix ${shellPath(root)}`;
  const where = root === directory ? at : `${at} --workspace ${shellPath(inside(root, directory))}`;
  return {
    install: install.map((command) => `${command}${at}`),
    run: (script, options) => `npm ${script === 'test' ? 'test' : `run ${shellWord(script)}`}${where}${options ? ` -- ${options}` : ''}`,
    add: (name) => `npm install${at} --no-save --no-audit --no-fund ${name}`,
    prune: `npm prune${at} --omit=dev`,
    cache: { npm_config_cache: 'npm' },
    root,
  };
}

function pnpm(repository: Repository, root: string, directory: string): PackageManager {
  const at = root === '.' ? '' : ` --dir ${shellPath(root)}`;
  const where = directory === '.' ? '' : ` --dir ${shellPath(directory)}`;
  // The format of the lock file changed with version 9.
  const standard = /^lockfileVersion: '?[0-8]\./m.test(repository.read(below(root, 'pnpm-lock.yaml')) ?? '') ? '8' : '10';
  const program = `npx --yes pnpm@${askedVersion(repository, root, 'pnpm') ?? standard}`;
  // Links between packages would break on a host.
  const flat = '--config.node-linker=hoisted';
  return {
    install: [`${program}${at} install --frozen-lockfile ${flat}`],
    run: (script, options) => `${program}${where} run ${shellWord(script)}${options ? ` ${options}` : ''}`,
    prune: `CI=true ${program}${at} install --frozen-lockfile --prod --ignore-scripts ${flat}`,
    cache: { npm_config_store_dir: 'pnpm' },
    root,
  };
}

function yarn(repository: Repository, root: string, directory: string): PackageManager {
  // The lock file of version 2 and later is YAML with a specific header.
  if (/^__metadata:/m.test(repository.read(below(root, 'yarn.lock')) ?? '')) return modernYarn(repository, root, directory);
  const program = `npx --yes yarn@${askedVersion(repository, root, 'yarn') ?? '1.22.22'}`;
  const at = (folder: string) => folder === '.' ? '' : ` --cwd ${shellPath(folder)}`;
  return {
    install: [`${program}${at(root)} install --frozen-lockfile`],
    run: (script, options) => `${program}${at(directory)} run ${shellWord(script)}${options ? ` ${options}` : ''}`,
    prune: `${program}${at(root)} install --frozen-lockfile --production --ignore-scripts`,
    cache: { YARN_CACHE_FOLDER: 'yarn' },
    root,
  };
}

function modernYarn(repository: Repository, root: string, directory: string): PackageManager {
  const program = `npx --yes @yarnpkg/cli-dist@${askedVersion(repository, root, 'yarn') ?? '4'}`;
  const at = (folder: string) => folder === '.' ? '' : `cd ${shellPath(folder)} && `;
  const linker = 'YARN_NODE_LINKER=node-modules';
  return {
    install: [`(${at(root)}${linker} ${program} install --immutable)`],
    run: (script, options) => `(${at(directory)}${linker} ${program} run ${shellWord(script)}${options ? ` ${options}` : ''})`,
    prune: `(${at(directory)}${linker} ${program} workspaces focus --production)`,
    cache: { YARN_CACHE_FOLDER: 'yarn' },
    root,
  };
}

/** The version in `packageManager` of a `package.json`, which npx installs if necessary. */
function askedVersion(repository: Repository, root: string, name: string): string | undefined {
  const packageJson = repository.read(below(root, 'package.json')) ?? '';
  return new RegExp(`"packageManager"\\s*:\\s*"${name}@(\\d[\\w.-]*)`).exec(packageJson)?.[1];
}

/** From a package to its `node_modules`, which is in the folder of the lock file. */
export function pathToPackages(directory: string, { root }: PackageManager): string {
  return root === directory ? '' : `${posix.relative(directory, root)}/`;
}
