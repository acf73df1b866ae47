import { BUILD_SCRIPTS, partsOf } from './build-parts';
import { clientFolders } from './client-folders';
import { readingOf, withConfiguration } from './configured-port';
import { dataStores } from './data-stores';
import { developmentPackages } from './development-packages';
import { hasFileRoutes, healthRouteOfFiles } from './file-routes';
import type { FoundApplication } from './found-application';
import { answersRoot, readHealthPath, rootPath } from './health-path';
import { isFastify, keepsTooShort } from './keep-alive';
import { OWN_PORT, portOption, readingPort, readListening, type Listening } from './listening';
import { listensByDefault, listensOnLoopback, loopbackProblem } from './loopback';
import { below, nameFrom } from './names';
import { NODE_MAJOR, otherNodeVersion } from './node-version';
import { hasDependency, readPackageJson, type PackageJson } from './package-json';
import { linkedPackageManager, otherLocks, packageManagerOf, pathToPackages, type PackageManager } from './package-manager';
import { redirectedRoot } from './redirected-root';
import { sourceLines, type SourceLine } from './source-files';
import { isBuiltServer, startOf } from './start-command';
import { neededPackages } from './workspace-packages';
import type { Repository } from '../../checks/source/repository';
import { shellPath } from '../quoting/shell';
import { addressed } from '../server-address';

const SOURCE = /\.[cm]?[jt]sx?$|^bin\/www$|\/bin\/www$/;
/** The placeholder script of `npm init`. */
const NO_TEST = /no test specified/;

/** A Node.js application, NestJS or any other. */
export function nodeApplication(repository: Repository, directory: string, fallbackName: string): FoundApplication | undefined {
  const packageJson = readPackageJson(repository, directory);
  if (!packageJson) return undefined;
  const manager = packageManagerOf(repository, directory);
  const kind = hasDependency(packageJson, '@nestjs/core') ? 'nestjs' : 'nodejs';
  const { command: own, environment, builds, notes } = startOf(repository, directory, packageJson);
  const clients = clientFolders(repository, directory, own);
  const lines = sourceLines(repository, directory, SOURCE).filter(({ path }) => !clients.some((folder) => path.startsWith(folder)));
  const listening = withConfiguration(repository, directory, lines, readListening(lines));
  const health = healthRouteOfFiles(repository, directory, packageJson) ?? readHealthPath(lines);
  const server = own === undefined ? undefined : addressed(own);
  const command = server?.command;
  const hasPackages = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies }).length > 0 || packageJson.workspaces.length > 0
    || manager.root !== directory;
  const parts = partsOf(repository, directory, packageJson, builds);
  const { tests, add, report } = testsOf(packageJson, manager, directory);
  const isWorkspace = manager.root !== directory;
  const stores = dataStores(Object.keys(packageJson.dependencies), lines, repository.read(below(directory, 'prisma/schema.prisma')));
  return {
    kind,
    name: nameFrom(packageJson.name ?? fallbackName),
    directory,
    build: {
      runtimes: { nodejs: NODE_MAJOR },
      install: [...hasPackages ? manager.install : [], ...add],
      commands: [
        ...sharedBuilds(repository, manager.root, directory, packageJson),
        ...tests,
        ...buildOf(packageJson.scripts, kind, manager, builds, parts.built),
      ],
      ...hasPackages && { prune: [manager.prune] },
      ...report && { report },
      cache: hasPackages ? Object.entries(manager.cache).map(([name, folder]) => `${name}=${folder}`) : [],
      files: directory === '.' ? ['**/*'] : [`${directory}/**/*`, ...isWorkspace ? sharedFiles(manager.root) : []],
    },
    install: isWorkspace
      ? [
        { source: below(manager.root, 'package.json'), below: manager.root },
        { source: below(manager.root, 'node_modules'), below: below(manager.root, 'node_modules') },
        { source: directory, below: directory },
      ]
      : [{ source: directory === '.' ? '/' : directory }],
    ...command !== undefined && { start: isWorkspace ? command.replace(/ (node_modules\/)/, ` ${pathToPackages(directory, manager)}$1`) : command },
    ...isWorkspace && { workingDirectory: directory },
    environment,
    port: listening.port,
    healthCheckPath: health ?? rootPath(lines),
    problems: [
      // Such a server is told where to listen; whatever else in the source listens is for another purpose.
      ...server?.isKnown ? server.problems : [
        ...portProblem(listening, readingOf(listening, 'process.env.PORT')),
        ...loopbackProblem(listensOnLoopback(lines) ?? (isFastify(packageJson) ? listensByDefault(lines) : undefined), 'process.env.HOST'),
      ],
      ...command === undefined ? [noStart(directory)] : [],
      ...stores.problems,
    ],
    notes: [
      ...otherNodeVersion(repository, directory, packageJson.engines),
      ...notes,
      ...parts.notes,
      ...health === undefined ? [noHealthPath(directory, lines, hasFileRoutes(packageJson)), ...redirectedRoot(lines)] : [],
      ...hasPackages && manager.install.some((each) => each.startsWith('npm install')) ? [noLock(repository, directory)] : [],
      ...listening.isAssumed && command !== undefined && !server?.isKnown && !isBuiltServer(own!) ? [noPort(directory)] : [],
      ...otherLocks(repository, manager),
      ...keepsTooShort(lines, packageJson, own),
      ...socketNotes(packageJson),
      ...developmentPackages(repository, directory, lines, packageJson, own),
      ...stores.notes,
    ],
  };
}

/** Many applications have only a script for production; without any, NestJS still has to be compiled. */
function buildOf(
  scripts: PackageJson['scripts'], kind: 'nestjs' | 'nodejs', manager: PackageManager, others: readonly string[] = [], parts: readonly string[] = [],
): string[] {
  const script = BUILD_SCRIPTS.find((name) => scripts[name] !== undefined);
  const used = new Set(script === undefined ? [...others, ...parts] : [script, ...others]);
  const isCompiled = kind !== 'nestjs' || script !== undefined || others.length > 0 || parts.some((name) => scripts[name]!.includes('nest build'));
  return [...isCompiled ? [] : ['npx nest build'], ...[...used].map((name) => manager.run(name))];
}

/** The application, and even its tests, may need what other packages of the workspace build. */
function sharedBuilds(repository: Repository, root: string, application: string, packageJson: PackageJson): string[] {
  return neededPackages(repository, root, application, packageJson).flatMap(({ directory, isLinked, packageJson: { scripts } }) =>
    buildOf(scripts, 'nodejs', isLinked ? linkedPackageManager(repository, application, directory) : packageManagerOf(repository, directory)));
}

/** What to change in an application that ignores `PORT`. */
export function portProblem({ ignores, port, variable }: Listening, reading: string): string[] {
  if (!ignores) return [];
  const { path, line, text } = ignores;
  const changed = variable === undefined ? readingPort(ignores, port) : undefined;
  const option = portOption(ignores);
  const instead = option === undefined ? '' : `, or add \`${option}\` to the start command with --start`;
  return [`${path}:${line} listens on ${variable ?? port}, whatever PORT says: \`${text.trim().slice(0, 100)}\`. `
    + (changed === undefined ? `Read the port from ${reading}${instead}. ` : `Write \`${changed.slice(0, 120)}\`. `)
    + `I${OWN_PORT.slice(1)}`];
}

export function noPort(directory: string): string {
  return `nothing that reads PORT was found in ${directory === '.' ? 'the source' : directory}: hosts set it, and a deployment fails if the `
    + 'application listens elsewhere';
}

const SET_PATH = 'set another path as `healthCheckPath` in the CDK app';

export function noHealthPath(directory: string, lines: readonly SourceLine[], hasPages = false): string {
  const used = `${directory === '.' ? 'the source' : directory} has no route that is named like a health check, so ${rootPath(lines)} is used, and `
    + 'must answer 200';
  return hasPages || answersRoot(lines) ? `${used}; ${SET_PATH}`
    : `${used}, but no route for it was found: add a route such as /health that does, or ${SET_PATH}`;
}

/** Its clients begin with requests that must all reach the same host. */
function socketNotes({ dependencies }: PackageJson): string[] {
  if (!Object.hasOwn(dependencies, 'socket.io')) return [];
  const hasAdapter = Object.keys(dependencies).some((name) => /^@socket\.io\/.*adapter/.test(name));
  return ['`socket.io` is a dependency: its polling needs `stickiness` of an environment in the CDK app'
    + (hasAdapter ? '' : ', and rooms on several hosts need an adapter (@socket.io/redis-adapter with `Cache.valkey()`)')];
}

function noStart(directory: string): string {
  return `${below(directory, 'package.json')} does not show how the application starts: add a script \`start\` with \`node FILE\`, or use --start`;
}

function noLock(repository: Repository, directory: string): string {
  const lock = below(directory, 'package-lock.json');
  return `${directory === '.' ? 'the repository' : directory} has no lock file, so builds may install different packages; `
    + (repository.isIgnored(lock) ? `remove ${lock} from .gitignore, and commit it` : `commit ${lock}`);
}

function sharedFiles(root: string): string[] {
  return [below(root, 'package.json'), below(root, 'node_modules/**/*')];
}

interface Tests {
  readonly tests: readonly string[];
  readonly add: readonly string[];
  readonly report?: { readonly file: string; readonly format: string };
}

/** The test command, with a report if the test runner supports a format of CodeBuild. */
function testsOf({ scripts, ...packageJson }: PackageJson, manager: PackageManager, directory: string): Tests {
  const script = scripts.test;
  if (script === undefined || NO_TEST.test(script)) return { tests: [], add: [] };
  const report = { file: below(directory, 'reports/tests.xml'), format: 'JUNITXML' };
  const program = script.trim().split(/\s+/).find((word) => !word.includes('=') && word !== 'cross-env');
  const isLast = !/&&|;|\|/.test(script);
  const all = { scripts, ...packageJson };
  if (isLast && program === 'jest' && (manager.add || hasDependency(all, 'jest-junit'))) {
    const variables = 'JEST_JUNIT_OUTPUT_DIR=reports JEST_JUNIT_OUTPUT_NAME=tests.xml';
    return {
      tests: [`${variables} ${manager.run('test', '--ci --passWithNoTests --reporters=default --reporters=jest-junit')}`],
      add: hasDependency(all, 'jest-junit') ? [] : [manager.add!('jest-junit@16')],
      report,
    };
  }
  if (isLast && program === 'vitest') {
    // It fails if it gets an option twice.
    const once = /\s(?:--run|run)\b/.test(script) ? '' : '--run ';
    return { tests: [manager.run('test', `${once}--reporter=default --reporter=junit --outputFile.junit=reports/tests.xml`)], add: [], report };
  }
  if (isLast && program === 'mocha') {
    return { tests: [manager.run('test', '--reporter xunit --reporter-option output=reports/tests.xml')], add: [], report };
  }
  if (/^node --test$/.test(script.trim())) {
    const options = '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=reports/tests.xml';
    return { tests: [`mkdir -p ${shellPath(below(directory, 'reports'))}`, manager.run('test', options)], add: [], report };
  }
  // They watch for changes, and never end, unless they know that nobody is there.
  const watches = program === 'react-scripts' || program === 'craco';
  return { tests: [`${watches ? 'CI=true ' : ''}${manager.run('test')}`], add: [] };
}
