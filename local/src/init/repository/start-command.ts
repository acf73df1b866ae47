import { below } from './names';
import { hasDependency, type PackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

const NODE = '/usr/local/bin/node';

/** Paths of packages' programs: `node_modules/.bin` contains links, which do not survive the deployment. */
const PROGRAMS: Readonly<Record<string, string>> = {
  'fastify': 'node_modules/fastify-cli/cli.js',
  'next': 'node_modules/next/dist/bin/next',
  'nuxt': 'node_modules/nuxt/bin/nuxt.mjs',
  'tsx': 'node_modules/tsx/dist/cli.mjs',
  'remix-serve': 'node_modules/@remix-run/serve/dist/cli.js',
};
/** Programs that restart `node` when a file changes. */
const WATCHERS = new Set(['nodemon', 'node-dev', 'supervisor', 'pm2-runtime']);
const USUAL_FILES = ['server', 'index', 'app', 'main', 'src/server', 'src/index', 'src/app', 'src/main', 'bin/www', 'bin/server'];

export interface Start {
  /** With paths relative to the application's folder. */
  readonly command?: string;
  readonly environment: readonly string[];
}

/** The start command, from the scripts of `package.json`, its `main`, or common file names. */
export function startOf(repository: Repository, directory: string, packageJson: PackageJson): Start {
  for (const name of ['start:prod', 'start:production', 'serve', 'start']) {
    const start = fromScript(packageJson.scripts[name], packageJson);
    if (start) return { ...start, command: withCommittedFiles(start.command!, repository, directory) };
  }
  const isNest = hasDependency(packageJson, '@nestjs/core');
  if (isNest) return { command: `${NODE} dist/main.js`, environment: [] };
  const file = [packageJson.main, ...USUAL_FILES].filter((each) => each !== undefined).flatMap(spellings)
    .find((path) => repository.isFile(below(directory, path)));
  return { ...file !== undefined && { command: `${NODE} ${file}` }, environment: [] };
}

function fromScript(script: string | undefined, packageJson: PackageJson): Start | undefined {
  if (script === undefined || /[|;<>`$()]|\s&\s/.test(script)) return undefined;
  // In `npm run build && node server.js`, the last command starts the application.
  const words = script.split('&&').at(-1)!.trim().split(/\s+/);
  const environment: string[] = [];
  if (words[0] === 'cross-env' || words[0] === 'env') words.shift();
  while (/^[A-Za-z_]\w*=\S*$/.test(words[0] ?? '')) environment.push(words.shift()!);
  const command = commandOf(words, packageJson);
  return command === undefined ? undefined : { command, environment: environment.filter((each) => !each.startsWith('PORT=')) };
}

function commandOf([program, ...rest]: string[], packageJson: PackageJson): string | undefined {
  const options = rest.filter((word) => !/^--(watch|inspect)\b/.test(word));
  if (program === 'node' && options.length > 0) return [NODE, ...options].join(' ');
  if (WATCHERS.has(program) && /\.[cm]?js$/.test(options.at(-1) ?? '')) return `${NODE} ${options.at(-1)}`;
  if (program === 'tsx' && 'tsx' in packageJson.dependencies) return [NODE, '--import', 'tsx', ...options].join(' ');
  const path = program === undefined ? undefined : PROGRAMS[program];
  if (path === undefined || program === 'tsx') return undefined;
  return [NODE, path, ...options.filter((word) => word !== '-w'), ...program === 'fastify' ? fastifyAddress(options) : []].join(' ');
}

/** Its program listens on `localhost` unless an address is given. */
function fastifyAddress(options: readonly string[]): string[] {
  return options.some((option) => /^(?:-a|--address(?:=.*)?)$/.test(option)) ? [] : ['--address', '${HOST}'];
}

/** Removes `--env-file` for files that are not committed: Node.js exits if one is missing, and hosts get their variables in another way. */
function withCommittedFiles(command: string, repository: Repository, directory: string): string {
  const ignored = new Set(['.gitignore', below(directory, '.gitignore')].flatMap((path) => repository.read(path)?.split('\n') ?? [])
    .map((line) => line.trim().replace(/^\//, '')));
  return command.replace(/ --env-file=(\S+)/g, (option, file: string) => {
    const name = file.replace(/^\.\//, '');
    return repository.isFile(below(directory, name)) && !ignored.has(name) && !ignored.has('.env*') ? option : '';
  });
}

function spellings(path: string): string[] {
  return /\.[cm]?js$/.test(path) ? [path] : [`${path}.js`, `${path}.mjs`, `${path}.cjs`, path];
}
