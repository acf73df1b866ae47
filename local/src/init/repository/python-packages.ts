import { below } from './names';
import { foldersUpFrom } from './package-manager';
import { readPyproject, type NamedLists, type Pyproject } from './pyproject';
import type { Repository } from '../../checks/source/repository';
import { shellPath, shellWord } from '../quoting/shell';

const PIP_INSTALL = 'python3 -m pip install --quiet --target';
const DEPENDENCIES = '.cache/requirements.txt';
const TEST_DEPENDENCIES = '.cache/test-requirements.txt';
/** Where the packages that only tests need are installed, relative to the source. */
export const TEST_PACKAGES = '.cache/test-packages';
/** Programs that write what a lock file pins. */
const EXPORTERS = '.cache/exporters';

/** Files that pip can install, with what tests need. */
const TEST_FILES = ['dev', 'test', 'tests', 'development'].flatMap((name) => (
  [`requirements-${name}.txt`, `requirements_${name}.txt`, `${name}-requirements.txt`, `requirements/${name}.txt`]));
/** Others that may name pytest. */
const OTHER_FILES = ['setup.cfg', 'tox.ini', 'Pipfile', 'conftest.py'];
const NAMES_PYTEST = /(?<![\w-])pytest(?![\w])/;
/** Groups that only hosts need. */
const FOR_HOSTS = /^(?:prod|production|deploy|deployment)$/i;
/** Of a group or of an extra: others would have to be quoted for several languages. */
const PLAIN_NAME = /^[A-Za-z0-9][\w.-]*$/;

export interface PythonPackages {
  /** Of the project. */
  readonly name?: string;
  /** Of the packages that the application needs, in lower case. */
  readonly names: readonly string[];
  /** Commands that install pytest, and what else the tests need. Undefined if the application does not name pytest. */
  readonly forTests?: readonly string[];
  /** Commands that install the packages of the application, and others. */
  install(others?: readonly string[]): string[];
}

/** How an application's packages are listed: in requirements.txt, or in pyproject.toml with or without a lock file. @param version of Python */
export function pythonPackages(repository: Repository, directory: string, version: string): PythonPackages | undefined {
  const read = (file: string): string | undefined => repository.read(below(directory, file));
  const requirements = read('requirements.txt');
  const project = readPyproject(repository, directory);
  if (requirements === undefined && !project?.isProject) return undefined;
  const { hosts, tests } = requirements === undefined ? listedInProject(repository, directory, project!, version)
    : { hosts: listedIn(below(directory, 'requirements.txt')), tests: project && testGroups(directory, project, version) };
  const testFile = TEST_FILES.find((file) => NAMES_PYTEST.test(read(file) ?? ''));
  const forTests = testFile === undefined ? tests : listedIn(below(directory, testFile));
  const isTested = forTests !== undefined || repository.isFile(below(directory, 'pytest.ini'))
    || [requirements, read('pyproject.toml'), ...OTHER_FILES.map(read)].some((text) => NAMES_PYTEST.test(text ?? ''));
  return {
    ...project?.name !== undefined && { name: project.name },
    names: namesIn(requirements?.split('\n') ?? namedInProject(project!)),
    ...isTested && { forTests: [...forTests?.prepare ?? [], `${PIP_INSTALL} ${TEST_PACKAGES} ${forTests?.from ?? 'pytest'}`] },
    install: (others = []) => [...hosts.prepare, [PIP_INSTALL, shellPath(below(directory, 'packages')), hosts.from, ...others].join(' ')],
  };
}

function namedInProject({ dependencies = [], poetryDependencies = [], groups, poetryGroups }: Pyproject): string[] {
  return [...dependencies, ...poetryDependencies, ...[groups, poetryGroups].flatMap((lists) => forHosts(lists).flatMap((name) => lists[name]!))];
}

function forHosts(lists: NamedLists): string[] {
  return Object.keys(lists).filter((name) => FOR_HOSTS.test(name));
}

function namesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^\s*([a-z][\w.-]*)/.exec(line.toLowerCase())?.slice(1) ?? []);
}

/** Packages for pip. */
interface Listed {
  /** Commands that write the list. */
  readonly prepare: readonly string[];
  /** Arguments of `pip install`. */
  readonly from: string;
}

function listedIn(path: string, ...prepare: readonly string[]): Listed {
  return { prepare, from: `-r ${shellPath(path)}` };
}

/** For hosts, and for tests if the project names pytest. */
interface ListedInProject {
  readonly hosts: Listed;
  readonly tests?: Listed;
}

/** A lock file says which versions; without one, it is what the project names. */
function listedInProject(repository: Repository, directory: string, project: Pyproject, version: string): ListedInProject {
  // A workspace has one for all its packages.
  if (foldersUpFrom(directory).some((folder) => repository.isFile(below(folder, 'uv.lock')))) return lockedByUv(directory, project);
  if (repository.isFile(below(directory, 'poetry.lock')) || (!project.dependencies && project.poetryDependencies)) {
    return lockedByPoetry(directory, project);
  }
  const tests = testGroups(directory, project, version);
  // Setuptools finds only one package in a flat layout, and the folders of the pipeline would be more. The source is in the revision anyway.
  return project.dependencies && !repository.isDirectory(below(directory, 'src'))
    ? { hosts: listedIn(DEPENDENCIES, listed(['p["project"]["dependencies"]'], { directory, project, version }, DEPENDENCIES)), tests }
    : { hosts: { prepare: [], from: directory === '.' ? '.' : shellWord(`./${directory}`) }, tests };
}

/** Without hashes, which pip wants for all packages or for none: those from Git have none, and the build may add a web server. */
function lockedByUv(directory: string, project: Pyproject): ListedInProject {
  const command = [
    `${EXPORTERS}/bin/uv export --quiet --frozen --no-emit-project --no-editable --no-hashes`, ...project.hasIndexes ? ['--emit-index-url'] : [],
    ...inFolder('--project', directory),
  ];
  const ofHosts = ['--no-default-groups', ...options('--group', forHosts(project.groups))];
  const ofTests = [...options('--group', withPytest(project.groups)), ...options('--extra', withPytest(project.extras))];
  return exported(`${PIP_INSTALL} ${EXPORTERS} uv`, command, ofHosts, ofTests);
}

function lockedByPoetry(directory: string, project: Pyproject): ListedInProject {
  const command = [
    `PYTHONPATH=${EXPORTERS} python3 -m poetry export --no-interaction --without-hashes`, ...inFolder('--directory', directory),
  ];
  const groups = { ...project.groups, ...project.poetryGroups };
  const ofTests = [...options('--with', withPytest(groups)), ...options('--extras', withPytest(project.extras))];
  return exported(`${PIP_INSTALL} ${EXPORTERS} poetry poetry-plugin-export`, command, options('--with', forHosts(groups)), ofTests);
}

function exported(install: string, command: readonly string[], ofHosts: readonly string[], ofTests: readonly string[]): ListedInProject {
  const write = (path: string, others: readonly string[]): string => [...command, ...others, `-o "$PWD/${path}"`].join(' ');
  return {
    hosts: listedIn(DEPENDENCIES, install, write(DEPENDENCIES, ofHosts)),
    ...ofTests.length > 0 && { tests: listedIn(TEST_DEPENDENCIES, write(TEST_DEPENDENCIES, ofTests)) },
  };
}

function inFolder(option: string, directory: string): string[] {
  return directory === '.' ? [] : [`${option} ${shellPath(directory)}`];
}

function options(option: string, names: readonly string[]): string[] {
  return names.map((name) => `${option} ${name}`);
}

function withPytest(lists: NamedLists): string[] {
  return Object.entries(lists).filter(([name, packages]) => PLAIN_NAME.test(name) && namesPytest(packages)).map(([name]) => name);
}

function namesPytest(packages: readonly string[]): boolean {
  return namesIn(packages).some((name) => name === 'pytest' || name.startsWith('pytest-'));
}

/** The groups and extras with pytest, without a lock file. */
function testGroups(directory: string, project: Pyproject, version: string): Listed | undefined {
  const lists = [
    ...withPytest(project.groups).map((name) => `p["dependency-groups"]["${name}"]`),
    ...withPytest(project.extras).map((name) => `p["project"]["optional-dependencies"]["${name}"]`),
  ];
  return lists.length === 0 ? undefined : listedIn(TEST_DEPENDENCIES, listed(lists, { directory, project, version }, TEST_DEPENDENCIES));
}

/**
 * Writes lists of pyproject.toml, which no option of pip does. An extra of the project itself is left out: pip would look for the project on PyPI.
 *
 * @param lists expressions, with `p` as the content of the file
 */
function listed(
  lists: readonly string[], { directory, project, version }: { directory: string; project: Pyproject; version: string }, path: string,
): string {
  const isOld = Number(version.split('.')[1]) < 11;
  const own = PLAIN_NAME.test(project.name ?? '') ? ` and not d.startswith("${project.name!}[")` : '';
  const program = [
    isOld ? 'import sys; from pip._vendor import tomli as tomllib' : 'import sys, tomllib',
    'p = tomllib.load(open(sys.argv[1], "rb"))',
    `print(*[d for g in (${lists.join(', ')},) for d in g if isinstance(d, str)${own}], sep="\\n")`,
  ].join('; ');
  return `mkdir -p .cache && python3 -c '${program}' ${shellPath(below(directory, 'pyproject.toml'))} >${path}`;
}
