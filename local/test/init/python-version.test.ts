import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';
import { RUNTIME_VERSIONS } from '../../src/checks/source/runtime-versions';
import type { FoundApplication } from '../../src/init';
import { cdkApp } from '../../src/init/files/cdk-app/cdk-app';
import { LANGUAGES, type Project } from '../../src/init/project';
import { PYTHON_MINORS, STANDARD_PYTHON } from '../../src/init/repository/python-version';

removeRepositoriesAfterEachTest();

const FLASK = { 'requirements.txt': 'flask\ngunicorn\n', 'app.py': 'app = Flask(__name__)\n@app.get("/health")\n' };
const path = process.env.PATH;
let programs: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'gostyle-python-'));
  process.env.PATH = `${programs}:${path}`;
  install('3.14.1');
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(programs, { recursive: true, force: true });
});

/** A `python3` that only prints its version. */
function install(version: string): void {
  writeFileSync(join(programs, 'python3'), `#!/bin/sh\necho Python ${version}\n`);
  chmodSync(join(programs, 'python3'), 0o755);
}

function applicationWith(files: Record<string, string>): FoundApplication {
  return applicationsIn({ ...FLASK, ...files })[0]!;
}

test('the versions are those of the library, and CodeBuild has them', () => {
  const versions = PYTHON_MINORS.map((minor) => `3.${minor}`);
  const library = readFileSync(join(__dirname, '../../../src/application/runtime-versions.ts'), 'utf8');
  const table = /PYTHON_END_OF_SUPPORT: EndOfSupport = \{([^}]*)\}/.exec(library)?.[1] ?? '';
  expect([...table.matchAll(/^ {2}(3\.\d+):/gm)].map(([, version]) => version)).toEqual(versions);
  expect(RUNTIME_VERSIONS.get('python')).toEqual(expect.arrayContaining(versions));
  expect(library).toContain(`PYTHON_DEFAULT = '${STANDARD_PYTHON}'`);
});

const project = (requires: string) => ({ 'pyproject.toml': `[project]\nname = "web"\nrequires-python = "${requires}"\n` });
const poetry = (python: string) => ({ 'pyproject.toml': `[tool.poetry]\nname = "web"\n[tool.poetry.dependencies]\npython = "${python}"\n` });

test.each([
  [{ '.python-version': '# The version to use.\n3.14\n' }, '3.14'], [{ '.python-version': '3.12.4\r\n3.11\n' }, '3.12'],
  [{ '.python-version': 'pypy3.10\ncpython@3.11\n' }, '3.11'], [{ '.python-version': 'my-environment\n' }, '3.13'],
  [{ 'runtime.txt': 'python-3.11.9\n' }, '3.11'], [{ 'runtime.txt': '3.12' }, '3.12'],
  [{ '.python-version': '3.14', 'runtime.txt': 'python-3.9' }, '3.14'],
  [project('>=3.9'), '3.13'], [project('>=3.14'), '3.14'], [project('>=3.9, <3.13'), '3.12'], [project('~=3.12.1'), '3.12'],
  [project('~=3.14'), '3.14'],
  [project('==3.12.*'), '3.12'], [project('!=3.13.*,>=3.11'), '3.14'], [project('>=3.9,!=3.13.2'), '3.13'], [project('>=3,<4'), '3.13'],
  [project('<3.12.5'), '3.12'], [project('<3.12.0'), '3.11'], [project('>=3.14.0rc1'), '3.14'], [project('3.9 or newer'), '3.13'],
  [poetry('^3.14'), '3.14'], [poetry('~3.11'), '3.11'], [poetry('>=3.9,<4.0'), '3.13'], [{}, '3.13'],
  [{ ...project('>=3.14'), 'runtime.txt': 'python-3.12.1' }, '3.12'],
])('of %j, build and hosts have the one that is asked for', (files, version) => {
  expect(applicationWith(files)).toMatchObject({ build: { runtimes: { python: version } }, problems: [], notes: [] });
});

test('one that hosts cannot have is reported', () => {
  const { build, problems } = applicationWith({ '.python-version': '3.10\n' });
  expect(build.runtimes).toEqual({ python: '3.13' });
  expect(problems).toEqual(['.python-version:1 asks for Python 3.10, but hosts can have 3.9, 3.11, 3.12, 3.13 or 3.14 only, '
    + 'so the build and the hosts get 3.13: ask for one of these, and write it into buildspec.yml and `pythonVersion` of the CDK app']);
  expect(applicationWith(project('>=3.15')).problems).toEqual([expect.stringContaining('pyproject.toml:3 asks for Python >=3.15, but')]);
});

test.each([
  [{ '.python-version': '3.14' }, '.python-version:1 asks for Python 3.14, but python3 on this machine is 3.12.3, which is older'],
  [project('>=3.13'), 'pyproject.toml:3 asks for Python >=3.13, but python3 on this machine is 3.12.3, which is older'],
])('an older Python of this machine is reported: %j', (files, expected) => {
  install('3.12.3');
  expect(applicationWith(files).notes).toEqual([expect.stringContaining(expected)]);
});

test.each<Record<string, string>>([project('>=3.9'), { '.python-version': '3.11' }, {}])('one that is new enough is not: %j', (files) => {
  install('3.12.3');
  expect(applicationWith(files).notes).toEqual([]);
});

test.each(LANGUAGES)('the CDK app in %s asks for a version that is not the default', (language) => {
  const textFor = (files: Record<string, string>) => Object.values(cdkApp({
    application: applicationWith(files),
    language,
    compute: 'ec2',
    owner: 'me',
    repository: 'web',
    branch: 'main',
    connectionArn: 'arn',
    library: '1',
    sharesPackages: false,
  } satisfies Project)).join('\n');
  expect(textFor({ '.python-version': '3.14' })).toMatch(/python_?version\W+(?:jsii\.String\(")?3\.14/i);
  expect(textFor({})).not.toMatch(/python_?version/i);
});
