import { dataStores } from './data-stores';
import { djangoProject } from './django-project';
import type { FoundApplication } from './found-application';
import { readHealthPath } from './health-path';
import { readListening } from './listening';
import { below, inside, nameFrom } from './names';
import { noHealthPath } from './node-application';
import { pythonObject } from './python-object';
import { pythonPackages, TEST_PACKAGES } from './python-packages';
import { pythonVersion } from './python-version';
import { redirectedRoot } from './redirected-root';
import { sourceLines, type SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';
import { shellPath, shellWord } from '../quoting/shell';

export const PYTHON = '/usr/local/bin/python';
const ADDRESS = '${HOST}:${PORT}';
const ASYNCHRONOUS = new Set(['FastAPI', 'Starlette', 'Quart', 'Litestar']);
/** The web server is part of the revision; an application without one gets this. */
const DEFAULT_SERVER = { wsgi: 'gunicorn', asgi: 'uvicorn' } as const;

interface Served {
  readonly target: string;
  readonly interface: 'wsgi' | 'asgi';
  readonly factory: boolean;
  readonly environment: readonly string[];
  readonly problems: readonly string[];
  /** Django's program for administrators. */
  readonly manage?: string;
  /** Folders with modules, besides that of the application. */
  readonly folders?: readonly string[];
}

/** A Python application behind a WSGI or ASGI server. */
export function pythonApplication(
  repository: Repository, directory: string, fallbackName: string, isAsked = false,
): FoundApplication | undefined {
  const wanted = pythonVersion(repository, directory);
  const packages = pythonPackages(repository, directory, wanted.version);
  if (!packages) return undefined;
  const lines = sourceLines(repository, directory, /\.py$/);
  const served = servedBy(repository, directory, lines);
  if (!served && !isAsked && !repository.isFile(below(directory, 'requirements.txt'))) return undefined;
  const health = readHealthPath(lines);
  const name = nameFrom(packages.name ?? (directory === '.' ? fallbackName : directory.split('/').at(-1)!));
  const stores = dataStores(packages.names, lines);
  const server = served && serverOf(served, packages.names);
  const hasTests = repository.filesBelow(directory).some((path) => /(^|\/)(test_\w+|\w+_test)\.py$/.test(path));
  const forTests = hasTests ? packages.forTests : undefined;
  const folders = ['packages', ...served?.folders ?? []];
  const at = directory === '.' ? '' : `cd ${shellPath(directory)} && `;
  return {
    kind: 'python',
    name,
    directory,
    build: {
      runtimes: { python: wanted.version },
      install: packages.install(server?.extra),
      commands: [
        ...forTests ? [
          ...forTests,
          `(${at}PYTHONPATH=${folders.map(shellWord).join(':')}:$CODEBUILD_SRC_DIR/${TEST_PACKAGES} python3 -m pytest --junitxml=reports/tests.xml)`,
        ] : [],
        ...served?.manage === undefined || settingsNeed(lines) ? [] : managed(at, served.manage, served, lines),
      ],
      ...forTests && { report: { file: below(directory, 'reports/tests.xml'), format: 'JUNITXML' } },
      cache: ['PIP_CACHE_DIR=pip'],
      files: directory === '.' ? ['**/*'] : [`${directory}/**/*`],
    },
    install: [{ source: directory === '.' ? '/' : directory }],
    ...server && { start: server.start },
    environment: [
      `PYTHONPATH=${folders.map((each) => `/opt/${name}/${each}`).join(':')}`, ...served?.environment ?? [],
    ],
    // The server gets its address on the command line, whatever the source contains.
    port: readListening(lines).port,
    healthCheckPath: health ?? '/',
    problems: [...wanted.problems, ...served ? served.problems : [noServer(directory)], ...stores.problems],
    notes: [
      ...wanted.notes, ...health === undefined ? [noHealthPath(directory, lines), ...redirectedRoot(lines)] : [],
      ...allowedHosts(lines), ...neededSettings(lines), ...stores.notes,
    ],
  };
}

function noServer(directory: string): string {
  return `no Flask, FastAPI or Django application was found in ${directory === '.' ? 'the source' : directory}: use --start to set the start command`;
}

function servedBy(repository: Repository, directory: string, lines: readonly SourceLine[]): Served | undefined {
  const django = djangoProject(repository, directory);
  if (django) {
    return {
      target: `${django.wsgi}:application`,
      interface: 'wsgi',
      factory: false,
      environment: [`DJANGO_SETTINGS_MODULE=${django.settings}`],
      problems: [],
      manage: below(django.folder, 'manage.py'),
      ...django.folder !== '.' && { folders: [django.folder] },
    };
  }
  const object = pythonObject(lines);
  if (!object) return undefined;
  const { path, name, framework, factory } = object;
  const file = inside(directory, path).replace(/(\/__init__)?\.py$/, '');
  const isBelow = file.startsWith('src/') && !isPackage(repository, directory, lines);
  return {
    target: `${(isBelow ? file.slice('src/'.length) : file).replaceAll('/', '.')}:${name}`,
    interface: ASYNCHRONOUS.has(framework) ? 'asgi' : 'wsgi',
    factory: factory !== undefined,
    environment: [],
    problems: factory ? neededArguments(factory, name, lines) : [],
    ...isBelow && { folders: ['src'] },
  };
}

/** Whether modules in `src` import each other by the name of that folder, and not by their own: only one of both works. */
function isPackage(repository: Repository, directory: string, lines: readonly SourceLine[]): boolean {
  const folder = below(directory, 'src');
  const isDirectlyIn = (path: string): boolean => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/');
  return repository.isFile(`${folder}/__init__.py`)
    || lines.some(({ path, text }) => /^\s*(?:from|import)\s+src\b/.test(text) || (isDirectlyIn(path) && /^\s*from\s+\./.test(text)));
}

/** The web server calls a factory without arguments. */
function neededArguments(factory: SourceLine, name: string, lines: readonly SourceLine[]): string[] {
  const definition = lines.slice(lines.indexOf(factory)).map(({ text }) => text.replace(/#.*/, '')).join('\n');
  const parameters = /\(((?:[^()]|\([^()]*\))*)\)/.exec(definition)?.[1]?.split(',').map((each) => each.trim()) ?? [];
  const needed = parameters.filter((each) => /^\w/.test(each) && !each.includes('=')).map((each) => each.split(':')[0]!.trim());
  if (needed.length === 0) return [];
  return [`${factory.path}:${factory.line}: ${name} needs ${needed.join(', ')}, but the web server calls it without arguments: give `
    + `${needed.length === 1 ? 'it a default value' : 'them default values'}, or create the application in a module, and name that with --start`];
}

/** Health checks use the host's own address as the host name. */
function allowedHosts(lines: readonly SourceLine[]): string[] {
  const line = lines.find(({ text }) => /^\s*ALLOWED_HOSTS\s*=(?!.*["']\*["'])/.test(text));
  if (!line) return [];
  return [`${line.path}:${line.line}: on AWS the health check uses each host's own address, and Django answers 400 for a host that is not in `
    + 'ALLOWED_HOSTS: add the host\'s address, or `*`, because only the load balancer can reach it'];
}

/** What `manage.py` does in the build. */
function managed(at: string, manage: string, served: Served, lines: readonly SourceLine[]): string[] {
  const run = `python3 ${shellPath(manage)}`;
  return [
    `(${at}PYTHONPATH=packages ${run} check)`,
    ...collectsFiles(served, lines) ? [`(${at}PYTHONPATH=packages ${served.environment[0]} ${run} collectstatic --noinput)`] : [],
  ];
}

/** Whether the settings of hosts name a folder of the revision for the files of all applications, in any case. */
function collectsFiles({ environment }: Served, lines: readonly SourceLine[]): boolean {
  const settings = `${environment[0]?.split('=')[1]?.replaceAll('.', '/')}.py`;
  const line = lines.find(({ path, text }) => `/${path}`.endsWith(`/${settings}`) && /^STATIC_ROOT\s*=/.test(text));
  return line !== undefined && !/=\s*["']\//.test(line.text);
}

/** The line where the settings require a variable or raise an error: a build has none of the variables of a host. */
function settingsNeed(lines: readonly SourceLine[]): SourceLine | undefined {
  const needs = /\bos\.environ\[|^\s*raise\b|\b(env|config)(\.\w+)?\(["']\w+["']\)/;
  return lines.find(({ path, text }) => /(^|\/)settings(\.py$|\/)/.test(path) && needs.test(text));
}

function neededSettings(lines: readonly SourceLine[]): string[] {
  const line = settingsNeed(lines);
  if (!line) return [];
  return [`${line.path}:${line.line} needs something from the environment (\`${line.text.trim().slice(0, 100)}\`), so the build does not run `
    + '`manage.py check`: give hosts what it needs with `environmentVariables` or `uses` in the CDK app'];
}

/** The server among its packages, or the default one. */
function serverOf(
  { target: object, interface: kind, factory }: Served, packages: readonly string[],
): { readonly start: string; readonly extra?: readonly string[] } {
  const target = shellWord(object);
  const has = (name: string): boolean => packages.includes(name);
  const servers = kind === 'wsgi' ? ['gunicorn', 'hypercorn', 'waitress'] : ['gunicorn', 'uvicorn', 'hypercorn'];
  const name = servers.find(has);
  const server = kind === 'asgi' && name === 'gunicorn' && !has('uvicorn') ? 'uvicorn' : name ?? DEFAULT_SERVER[kind];
  const extra = has(server) ? {} : { extra: [server] };
  if (server === 'uvicorn') {
    return { start: `${PYTHON} -m uvicorn --host \${HOST} --port \${PORT}${factory ? ' --factory' : ''} ${target}`, ...extra };
  }
  if (server === 'waitress') return { start: `${PYTHON} -m waitress --listen=${ADDRESS}${factory ? ' --call' : ''} ${target}`, ...extra };
  const call = factory ? shellWord(`${object}()`) : target;
  if (server === 'hypercorn') return { start: `${PYTHON} -m hypercorn --bind ${ADDRESS} ${target}`, ...extra };
  const worker = kind === 'asgi' ? ' --worker-class uvicorn.workers.UvicornWorker' : '';
  return { start: `${PYTHON} -m gunicorn --bind ${ADDRESS} --workers 2 --worker-tmp-dir /dev/shm${worker} ${call}`, ...extra };
}
