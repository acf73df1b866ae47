import { below } from './names';
import type { Repository } from '../../checks/source/repository';

/** Commands of the tool that installs packages, for one package of a repository. */
export interface PackageManager {
  readonly install: readonly string[];
  /** Runs a script of `package.json`; what follows goes to the script. */
  run(script: string, options?: string): string;
  /** Installs for this build only. */
  add?(name: string): string;
  /** Leaves what the application needs on a host. */
  readonly prune: string;
  /** Folders below `.cache`, with the variable that leads there. */
  readonly cache: Readonly<Record<string, string>>;
  /** Where `node_modules` is. */
  readonly root: string;
}

const LOCKS = [['pnpm-lock.yaml', pnpm], ['yarn.lock', yarn], ['package-lock.json', npm], ['npm-shrinkwrap.json', npm]] as const;

/** Corepack, which comes with Node.js, brings the release that the repository asks for, without changing the machine. */
const NO_PROMPT = 'export COREPACK_ENABLE_DOWNLOAD_PROMPT=0';

/** By the lock file nearest to the package: its own, or that of the workspaces around it. */
export function packageManagerOf(repository: Repository, directory: string): PackageManager {
  for (const root of foldersUpFrom(directory)) {
    const lock = LOCKS.find(([name]) => repository.isFile(below(root, name)));
    if (lock) return lock[1](repository, root, directory);
  }
  return npm(repository, directory, directory, ['npm install']);
}

function foldersUpFrom(directory: string): string[] {
  const parts = directory === '.' ? [] : directory.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}

function npm(_repository: Repository, root: string, directory: string, install: readonly string[] = ['npm ci']): PackageManager {
  const at = root === '.' ? '' : ` --prefix ${root}`;
  const where = root === directory ? at : `${at} --workspace ${inside(root, directory)}`;
  return {
    install: install.map((command) => `${command}${at}`),
    run: (script, options) => `npm ${script === 'test' ? 'test' : `run ${script}`}${where}${options ? ` -- ${options}` : ''}`,
    add: (name) => `npm install${at} --no-save --no-audit --no-fund ${name}`,
    prune: `npm prune${at} --omit=dev`,
    cache: { npm_config_cache: 'npm' },
    root,
  };
}

function pnpm(_repository: Repository, root: string, directory: string): PackageManager {
  const at = root === '.' ? '' : ` --dir ${root}`;
  const where = directory === '.' ? '' : ` --dir ${directory}`;
  // Links between packages would not survive the way to a host.
  const flat = '--config.node-linker=hoisted';
  return {
    install: [NO_PROMPT, `corepack pnpm${at} install --frozen-lockfile ${flat}`],
    run: (script, options) => `corepack pnpm${where} run ${script}${options ? ` ${options}` : ''}`,
    prune: `CI=true corepack pnpm${at} install --frozen-lockfile --prod --ignore-scripts ${flat}`,
    cache: { npm_config_store_dir: 'pnpm' },
    root,
  };
}

function yarn(repository: Repository, root: string, directory: string): PackageManager {
  const at = (folder: string) => folder === '.' ? '' : ` --cwd ${folder}`;
  // The lock file of version 2 and later is YAML with a header of its own.
  if (/^__metadata:/m.test(repository.read(below(root, 'yarn.lock')) ?? '')) return modernYarn(root, directory);
  return {
    install: [NO_PROMPT, `corepack yarn${at(root)} install --frozen-lockfile`],
    run: (script, options) => `corepack yarn${at(directory)} run ${script}${options ? ` ${options}` : ''}`,
    prune: `corepack yarn${at(root)} install --frozen-lockfile --production --ignore-scripts`,
    cache: { YARN_CACHE_FOLDER: 'yarn' },
    root,
  };
}

function modernYarn(root: string, directory: string): PackageManager {
  const at = (folder: string) => folder === '.' ? '' : `cd ${folder} && `;
  const linker = 'YARN_NODE_LINKER=node-modules';
  return {
    install: [NO_PROMPT, `(${at(root)}${linker} corepack yarn install --immutable)`],
    run: (script, options) => `(${at(directory)}corepack yarn run ${script}${options ? ` ${options}` : ''})`,
    prune: `(${at(directory)}${linker} corepack yarn workspaces focus --production)`,
    cache: { YARN_CACHE_FOLDER: 'yarn' },
    root,
  };
}

function inside(root: string, directory: string): string {
  return root === '.' ? directory : directory.slice(root.length + 1);
}
