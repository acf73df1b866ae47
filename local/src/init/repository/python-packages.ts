import { below } from './names';
import type { Repository } from '../../checks/source/repository';
import { shellPath, shellWord } from '../quoting/shell';

const PIP_INSTALL = 'python3 -m pip install --quiet --target';
const DEPENDENCIES = '.cache/requirements.txt';
const TEST_DEPENDENCIES = '.cache/test-requirements.txt';
/** Where the packages that only tests need are installed, relative to the source. */
export const TEST_PACKAGES = '.cache/test-packages';

/** Files that pip can install, with what tests need. */
const TEST_FILES = ['dev', 'test', 'tests', 'development'].flatMap((name) => (
  [`requirements-${name}.txt`, `requirements_${name}.txt`, `${name}-requirements.txt`, `requirements/${name}.txt`]));
/** Others that may name pytest. */
const OTHER_FILES = ['setup.cfg', 'tox.ini', 'Pipfile', 'conftest.py'];

export interface PythonPackages {
  readonly name?: string;
  /** Commands that install pytest, and what else the tests need. Undefined if the application does not name pytest. */
  readonly forTests?: readonly string[];
  /** Where they are named: of the application only. */
  readonly text: string;
  /** Commands that install the packages of the application. */
  install(others?: readonly string[]): string[];
}

/** How the packages of an application are named: in requirements.txt, or in pyproject.toml with or without a lock file. */
export function pythonPackages(repository: Repository, directory: string): PythonPackages | undefined {
  const read = (file: string): string | undefined => repository.read(below(directory, file));
  const requirements = read('requirements.txt');
  const project = read('pyproject.toml');
  const isProject = project !== undefined && /^\[(project|tool\.poetry)\]/m.test(project);
  if (requirements === undefined && !isProject) return undefined;
  const name = /^name\s*=\s*"([^"]+)"/m.exec(project ?? '')?.[1];
  const source = requirements === undefined ? projectPackages(repository, directory, project!)
    : { prepare: [], from: `-r ${shellPath(below(directory, 'requirements.txt'))}`, forTests: undefined };
  const testFile = TEST_FILES.find((file) => /\bpytest\b/.test(read(file) ?? ''));
  const namesPytest = [requirements, project, ...OTHER_FILES.map(read), repository.isFile(below(directory, 'pytest.ini')) ? 'pytest' : '']
    .some((text) => /\bpytest\b/.test(text ?? ''));
  const named = testFile === undefined ? source.forTests ?? (isProject ? testGroups(directory, project) : undefined)
    : { prepare: [], from: `-r ${shellPath(below(directory, testFile))}` };
  return {
    ...name !== undefined && { name },
    install: (others = []) => [
      ...source.prepare, [PIP_INSTALL, shellPath(below(directory, 'packages')), source.from, ...others].join(' '),
    ],
    ...(testFile !== undefined || namesPytest) && {
      forTests: [...named?.prepare ?? [], [PIP_INSTALL, TEST_PACKAGES, ...named ? [named.from] : [], 'pytest'].join(' ')],
    },
    text: requirements ?? project!,
  };
}

/** Arguments of `pip install`, and what creates the file that they name. */
interface Source {
  readonly prepare: readonly string[];
  readonly from: string;
}

/** A lock file says which versions; without one, it is what the project names. */
function projectPackages(repository: Repository, directory: string, project: string): Source & { readonly forTests?: Source } {
  if (repository.isFile(below(directory, 'uv.lock'))) return exported(uvExport(directory), [], ['--no-dev']);
  if (repository.isFile(below(directory, 'poetry.lock')) || !/^\[project\]/m.test(project)) {
    const groups = groupsForTests(project);
    return exported(poetryExport(directory), groups.length > 0 ? [`--with ${groups.join(',')}`] : [], []);
  }
  const file = below(directory, 'pyproject.toml');
  // Setuptools finds only one package in a flat layout, and the folders of the pipeline would be more. The source is in the revision anyway.
  return /^dependencies\s*=/m.test(project) && !repository.isDirectory(below(directory, 'src'))
    ? { prepare: [listed('p["project"]["dependencies"]', file, DEPENDENCIES)], from: `-r ${DEPENDENCIES}` }
    : { prepare: [], from: directory === '.' ? '.' : shellWord(`./${directory}`) };
}

interface Exporter {
  readonly install: string;
  readonly command: string;
}

function exported({ install, command }: Exporter, forTests: readonly string[], forHosts: readonly string[]): Source & { readonly forTests: Source } {
  const write = (file: string, options: readonly string[]): string => [command, ...options, `-o "$PWD/${file}"`].join(' ');
  return {
    prepare: [install, write(DEPENDENCIES, forHosts)],
    from: `-r ${DEPENDENCIES}`,
    forTests: { prepare: [write(TEST_DEPENDENCIES, forTests)], from: `-r ${TEST_DEPENDENCIES}` },
  };
}

/** Without hashes, which pip wants for all packages or for none: those from Git have none, and the build may add a web server. */
function uvExport(directory: string): Exporter {
  return {
    install: `${PIP_INSTALL} .cache/uv uv`,
    command: ['.cache/uv/bin/uv export --quiet --frozen --no-emit-project --no-hashes', ...inFolder('--project', directory)].join(' '),
  };
}

function poetryExport(directory: string): Exporter {
  return {
    install: `${PIP_INSTALL} .cache/poetry poetry poetry-plugin-export`,
    command: ['PYTHONPATH=.cache/poetry python3 -m poetry export --no-interaction --without-hashes', ...inFolder('--directory', directory)].join(' '),
  };
}

function inFolder(option: string, directory: string): string[] {
  return directory === '.' ? [] : [`${option} ${shellWord(directory)}`];
}

/** Poetry's groups that name pytest. The old table of development is a group of its own. */
function groupsForTests(project: string): string[] {
  const tables = project.matchAll(/^\[tool\.poetry\.(?:group\.([\w-]+)\.dependencies|(dev)-dependencies)\]\n((?:(?!\[).*\n?)*)/gm);
  return [...tables].flatMap(([, group, old, text]) => /^pytest\b/m.test(text!) ? [group ?? old!] : []);
}

/** Groups and extras that name pytest. */
function testGroups(directory: string, project: string): Source | undefined {
  if (!/^\[(?:dependency-groups|project\.optional-dependencies)\]/m.test(project)) return undefined;
  const groups = '{**p.get("dependency-groups", {}), **p["project"].get("optional-dependencies", {})}.values()';
  const texts = `[d for g in ${groups} if "pytest" in str(g) for d in g if isinstance(d, str)]`;
  return { prepare: [listed(texts, below(directory, 'pyproject.toml'), TEST_DEPENDENCIES)], from: `-r ${TEST_DEPENDENCIES}` };
}

/** @param expression of the list, with `p` as the content of pyproject.toml */
function listed(expression: string, path: string, file: string): string {
  const program = `import sys, tomllib; p = tomllib.load(open(sys.argv[1], "rb")); print(*${expression}, sep="\\n")`;
  return `mkdir -p .cache && python3 -c '${program}' ${shellPath(path)} >${file}`;
}
