import { below } from './names';
import { hasDependency, type PackageJson } from './package-json';
import { packageManagerOf, pathToPackages } from './package-manager';
import { inRevision, SERVERS, type StepsFolder } from './package-programs';
import { commandsOf, scriptRunBy } from './package-scripts';
import { sourceLines } from './source-files';
import type { Repository } from '../../checks/source/repository';
import { singleQuoted } from '../quoting/literals';
import { shellPath } from '../quoting/shell';
import { literalOf, type ShellCommand } from '../quoting/shell-line';

export const NODE = '/usr/local/bin/node';

/** Programs that restart `node` when a file changes. */
const WATCHERS = new Set(['nodemon', 'node-dev', 'supervisor', 'pm2-runtime']);
const USUAL_FILES = [
  'server', 'index', 'app', 'main', 'src/server', 'src/index', 'src/app', 'src/main', 'server/index', 'server/server', 'server/app', 'server/main',
  'bin/www', 'bin/server',
];

export interface Start {
  /** For a shell, with paths relative to the application's folder. */
  readonly command?: string;
  readonly environment: readonly string[];
  /** Scripts that build, and that the script for the start runs first. */
  readonly builds: readonly string[];
  readonly notes: readonly string[];
}

/** The start command, from the scripts of `package.json`, its `main`, or common file names. */
export function startOf(repository: Repository, directory: string, packageJson: PackageJson): Start {
  const names = ['start:prod', 'start:production', 'serve', 'start'];
  const toPackages = pathToPackages(directory, packageManagerOf(repository, directory));
  for (const name of [...names, 'prod', 'production']) {
    const start = fromScript(name, { ...packageJson, directory, toPackages });
    if (start) return { ...start, command: withCommittedFiles(start.command, repository, directory) };
  }
  const command = fromFiles(repository, directory, packageJson);
  const script = names.find((name) => packageJson.scripts[name] !== undefined);
  return {
    ...command !== undefined && { command },
    environment: [],
    builds: [],
    notes: command === undefined || script === undefined || isNest(packageJson) ? [] : [
      `the script \`${script}\` (\`${packageJson.scripts[script]!.slice(0, 100)}\`) cannot be translated for hosts, so the start command is `
      + `\`${command}\`, without what else the script does; set another with --start`,
    ],
  };
}

/** What the build of a framework makes, which no script starts. */
const BUILT: readonly (readonly [string, string])[] = [
  ['@nestjs/core', 'dist/main.js'], ['@sveltejs/adapter-node', 'build'], ['nuxt', '.output/server/index.mjs'],
];
/** Of SvelteKit, Nuxt, Next.js, Astro: it reads HOST and PORT. */
export function isBuiltServer(start: string): boolean {
  return /[ /](?:build(?:\/index\.js)?|\.output\/server\/index\.mjs|standalone\/server\.js|server\/entry\.mjs)$/.test(start);
}

/** A server is created or listens. */
export const LISTENS = /\b(?:listen|createServer|serve)\(/;
/** Tools and clients are no servers. */
const NO_SERVER = /\bfrom\s+["'](?:react(?:-dom)?(?:\/[\w-]+)?|vue|svelte)["']|\brequire\(["']react-dom/;
const CONFIGURATION = /(?:^|\/)[\w.-]+\.config\.[cm]?js$|(?:^|\/)(?:gulpfile|Gruntfile)\.js$/;

function fromFiles(repository: Repository, directory: string, packageJson: PackageJson): string | undefined {
  const [, built] = BUILT.find(([name]) => hasDependency(packageJson, name)) ?? [];
  if (built !== undefined) return `${NODE} ${built}`;
  const serves = (path: string) => {
    const text = repository.isFile(below(directory, path)) && !CONFIGURATION.test(path) ? repository.read(below(directory, path)) ?? '' : undefined;
    return text !== undefined && (LISTENS.test(text) || !NO_SERVER.test(text));
  };
  const file = [packageJson.main, ...USUAL_FILES].filter((each) => each !== undefined).flatMap(spellings).find(serves)
    ?? builtMain(repository, directory, packageJson);
  return file === undefined ? undefined : `${NODE} ${shellPath(file)}`;
}

/** It is there once the build has run. That of a library listens nowhere. */
function builtMain(repository: Repository, directory: string, { main, scripts }: PackageJson): string | undefined {
  const isBuilt = main !== undefined && scripts.build !== undefined && /^(?:\.\/)?(?:build|dist|lib|out)\/.*\.[cm]?js$/.test(main);
  return isBuilt && sourceLines(repository, directory, /\.[cm]?[jt]s$/).some(({ text }) => LISTENS.test(text)) ? main : undefined;
}

function isNest(packageJson: PackageJson): boolean {
  return hasDependency(packageJson, '@nestjs/core');
}

interface Application extends PackageJson, StepsFolder {}

interface ScriptStart extends Start {
  readonly command: string;
}

/** In `npm run build && node server.js`, the last command starts the application. */
function fromScript(name: string, application: Application, visited: readonly string[] = []): ScriptStart | undefined {
  const commands = visited.includes(name) ? undefined : commandsOf(application.scripts[name]);
  const last = commands?.at(-1);
  if (!commands || !last || last.operator !== undefined || commands.slice(0, -1).some(({ operator }) => operator !== '&&')) return undefined;
  const before = stepsOf([...commandsOf(application.scripts[`pre${name}`]) ?? [], ...commands.slice(0, -1)], application);
  const other = scriptRunBy(last, application);
  const start = other === undefined ? programOf(last, application) : fromScript(other, application, [...visited, name]);
  return start && { ...start, builds: [...before.builds, ...start.builds], notes: [...before.notes, ...start.notes] };
}

function programOf({ words }: ShellCommand, packageJson: PackageJson): ScriptStart | undefined {
  const literals = words.map(literalOf);
  const rest = [...words];
  if (literals[0] === 'cross-env' || literals[0] === 'env') rest.shift();
  const environment: string[] = [];
  while (/^[A-Za-z_]\w*=/.test(rest[0]?.source ?? '')) {
    const assignment = literalOf(rest.shift()!);
    if (assignment === undefined) return undefined;
    environment.push(assignment);
  }
  if (rest.some(({ needsShell }) => needsShell)) return undefined;
  const command = commandOf(rest.map(({ source }) => source), packageJson);
  return command === undefined ? undefined : { command, environment: environment.filter((each) => !each.startsWith('PORT=')), builds: [], notes: [] };
}

const BUILDS = /\b(build|bundle|compile|generate|tsc|webpack|rollup|esbuild|swc|babel)\b/;

/** What a script does before it starts the application: on hosts it would be done everywhere and at each start. */
function stepsOf(commands: readonly ShellCommand[], application: Application): Pick<Start, 'builds' | 'notes'> {
  const builds: string[] = [];
  const notes: string[] = [];
  for (const command of commands) {
    const script = scriptRunBy(command, application);
    const text = command.words.map(({ source }) => source).join(' ');
    if (script !== undefined && BUILDS.test(`${script} ${application.scripts[script]}`)) builds.push(script);
    else notes.push(leftOut(text, inRevision(text, application)));
  }
  return { builds, notes };
}

/** Where else a step can run. */
export function insteadOf(text: string): string {
  return `If it prepares a database, ${onceBefore(text)} (not with Lambda); if it builds, add it to buildspec.yml`;
}

const LONGEST_TO_SHOW = 200;

export function onceBefore(text: string): string {
  const command = text.length > LONGEST_TO_SHOW ? '...' : singleQuoted(text);
  return `\`beforeDeployment: Command.run(${command})\` of an environment runs it once for a deployment`;
}

function leftOut(text: string, inside: string): string {
  return `\`${text.slice(0, 100)}\`, which runs before the start, is left out: each host would run it at each start. ${insteadOf(inside)}`;
}

function commandOf([program, ...rest]: string[], packageJson: PackageJson): string | undefined {
  const options = rest.filter((word) => !/^--(watch|inspect)\b/.test(word));
  if (program === 'node' && options.length > 0) return [NODE, ...options].join(' ');
  if (WATCHERS.has(program ?? '')) return /\.[cm]?js['"]?$/.test(options.at(-1) ?? '') && runsNode(options) ? `${NODE} ${options.at(-1)}` : undefined;
  if (program === 'tsx' && 'tsx' in packageJson.dependencies) return [NODE, '--import', 'tsx', ...options].join(' ');
  const path = program === undefined ? undefined : SERVERS[program];
  if (path === undefined || program === 'tsx') return undefined;
  return [NODE, path, ...options.filter((word) => word !== '-w')].join(' ');
}

/** A watcher may run another program with the file, such as `babel-node`. */
function runsNode(options: readonly string[]): boolean {
  const at = options.findIndex((option) => /^(?:-x|--exec)(?:=|$)/.test(option));
  return at < 0 || /^(?:-x|--exec)=node$/.test(options[at]) || (!options[at].includes('=') && options[at + 1] === 'node');
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
