import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';

removeRepositoriesAfterEachTest();

const APPLICATION = { 'web.py': 'app = Flask(__name__)\n', 'test_web.py': 'import web\n' };
const PIP = 'python3 -m pip install --quiet --target';
const POETRY = '[tool.poetry]\nname = "shop"\n[tool.poetry.dependencies]\nflask = "^3"\ngunicorn = "^23"\n';
const PROJECT = '[project]\nname = "shop"\ndependencies = ["flask", "gunicorn"]\n';
const OPTIONAL = `${PROJECT}[project.optional-dependencies]\ntest = ["pytest", "httpx"]\n`;
const LISTED_FOR_TESTS = `${PIP} .cache/test-packages -r .cache/test-requirements.txt`;

function buildOf(files: Record<string, string>): { install: readonly string[]; forTests: readonly string[] } {
  const [application] = applicationsIn({ ...APPLICATION, ...files });
  const { install, commands } = application!.build;
  return { install, forTests: commands.slice(0, -1) };
}

test.each<[string, Record<string, string>, string]>([
  ['poetry.lock', { 'pyproject.toml': POETRY, 'poetry.lock': '' }, 'PYTHONPATH=.cache/exporters python3 -m poetry export '],
  ['Poetry without a lock file', { 'pyproject.toml': POETRY }, 'PYTHONPATH=.cache/exporters python3 -m poetry export '],
  ['poetry.lock of a standard project', { 'pyproject.toml': PROJECT, 'poetry.lock': '' }, 'python3 -m poetry export '],
  ['uv.lock', { 'pyproject.toml': PROJECT, 'uv.lock': '' }, '.cache/exporters/bin/uv export --quiet --frozen '],
])('the versions of %s are installed', (_what, files, command) => {
  const { install } = buildOf(files);
  expect(install).toEqual([
    expect.stringMatching(/^python3 -m pip install --quiet --target \.cache\/exporters (poetry|uv)/),
    expect.stringContaining(command),
    `${PIP} packages -r .cache/requirements.txt`,
  ]);
  expect(install[1]).toMatch(/ -o "\$PWD\/\.cache\/requirements\.txt"$/);
});

test.each(['api/uv.lock', 'uv.lock'])('an application in a folder has a lock file there, or in its workspace: %s', (lock) => {
  const [application] = applicationsIn({ 'api/pyproject.toml': PROJECT, [lock]: '', 'api/web.py': APPLICATION['web.py'] });
  expect(application?.build.install).toEqual([
    expect.any(String), expect.stringContaining(' --project api --no-default-groups -o "$PWD/.cache/requirements.txt"'),
    `${PIP} api/packages -r .cache/requirements.txt`,
  ]);
});

test('indexes of packages besides PyPI are kept', () => {
  const index = '[[tool.uv.index]]\nname = "own"\nurl = "https://example.com/simple"\n';
  expect(buildOf({ 'pyproject.toml': `${PROJECT}${index}`, 'uv.lock': '' }).install[1]).toContain(' --emit-index-url ');
  expect(buildOf({ 'pyproject.toml': PROJECT, 'uv.lock': '' }).install[1]).not.toContain('index');
});

test.each([
  ['poetry.lock', '[tool.poetry.dependencies]\nfastapi = "*"\n[tool.poetry.group.prod.dependencies]\nuvicorn = "*"\n', ' --with prod '],
  ['uv.lock', '[project]\ndependencies = ["fastapi"]\n[dependency-groups]\nproduction = ["uvicorn"]\n', ' --no-default-groups --group production '],
])('hosts get the group that is for them: %s', (lock, text, options) => {
  const { install } = buildOf({ 'pyproject.toml': text, [lock]: '', 'web.py': 'app = FastAPI()\n' });
  expect(install.slice(1)).toEqual([expect.stringContaining(options), `${PIP} packages -r .cache/requirements.txt`]);
});

test('requirements.txt comes before a lock file', () => {
  expect(buildOf({ 'requirements.txt': 'flask\ngunicorn\n', 'pyproject.toml': POETRY, 'poetry.lock': '' }).install)
    .toEqual([`${PIP} packages -r requirements.txt`]);
});

test.each<[string, Record<string, string>, readonly unknown[]]>([
  ['only pytest', { 'requirements.txt': 'flask\n', 'pytest.ini': '' }, [`${PIP} .cache/test-packages pytest`]],
  ['a file of their own', { 'requirements.txt': 'flask\n', 'requirements/dev.txt': '-r ../requirements.txt\npytest\nhttpx\n' },
    [`${PIP} .cache/test-packages -r requirements/dev.txt`]],
  ['a file that is for something else', { 'requirements.txt': 'flask\npytest\n', 'requirements-dev.txt': 'black\n' },
    [`${PIP} .cache/test-packages pytest`]],
  ['a group of Poetry', { 'pyproject.toml': `${POETRY}[tool.poetry.group.ci.dependencies] # tests\r\npytest = "*"\r\n` },
    [expect.stringContaining(' --with ci -o "$PWD/.cache/test-requirements.txt"'), LISTED_FOR_TESTS]],
  ['the old group of Poetry', { 'pyproject.toml': `${POETRY}[tool.poetry.dev-dependencies]\nblack = "*"\npytest = "*"\n` },
    [expect.stringContaining(' --with dev '), LISTED_FOR_TESTS]],
  ['a standard group, and an extra, of Poetry', { 'pyproject.toml': `${OPTIONAL}[dependency-groups]\nci = ["pytest-cov"]\n`, 'poetry.lock': '' },
    [expect.stringContaining(' --with ci --extras test '), LISTED_FOR_TESTS]],
  ['no group of Poetry', { 'pyproject.toml': `${POETRY}pytest = "*"\n[tool.poetry.group.docs.dependencies]\nsphinx = "*"\n` },
    [`${PIP} .cache/test-packages pytest`]],
  ['a group, and an extra, of uv', { 'pyproject.toml': `${OPTIONAL}[dependency-groups]\nci = ["pytest-cov"]\n`, 'uv.lock': '' },
    [expect.stringContaining(' --group ci --extra test '), LISTED_FOR_TESTS]],
  ['an extra', { 'pyproject.toml': OPTIONAL }, [
    expect.stringMatching(/p\["project"\]\["optional-dependencies"\]\["test"\].* pyproject\.toml >\.cache\/test-requirements\.txt$/),
    LISTED_FOR_TESTS,
  ]],
  ['a group beside requirements.txt', { 'requirements.txt': 'flask\n', 'pyproject.toml': '[dependency-groups]\ndev = ["pytest"]\n' },
    [expect.stringContaining('p["dependency-groups"]["dev"]'), LISTED_FOR_TESTS]],
])('tests get what is listed for them: %s', (_what, files, expected) => {
  expect(buildOf(files).forTests).toEqual(expected);
});

describe('the list for tests is what Python reads', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'gostyle-pyproject-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  test.each([
    ['', 'import sys, tomllib; '],
    // tomllib is part of Python from 3.11 on.
    ['requires-python = "<3.11"\n', 'from pip._vendor import tomli as tomllib; '],
  ])('with the module that its version has: %j', (requirement, start) => {
    const groups = '[dependency-groups]\nci = [{include-group = "a"}, "pytest-cov", "shop[test]"]\na = []\n';
    const project = OPTIONAL.replace('dependencies', `${requirement}dependencies`);
    const text = `${project}docs = ["sphinx"]\n${groups}`;
    writeFileSync(join(directory, 'pyproject.toml'), text);
    const [command] = buildOf({ 'pyproject.toml': text }).forTests;
    expect(command).toContain(start);
    execFileSync('bash', ['-c', command!], { cwd: directory });
    expect(readFileSync(join(directory, '.cache/test-requirements.txt'), 'utf8')).toBe('pytest-cov\npytest\nhttpx\n');
  });
});

test('a file that is not TOML is refused', () => {
  expect(() => applicationsIn({ 'pyproject.toml': '[project\n', 'web.py': APPLICATION['web.py'] })).toThrow('pyproject.toml: not TOML: Invalid TOML');
});

test.each<[string, Record<string, string>, string, readonly string[]]>([
  ['by their own names', { 'src/shop/web.py': 'from shop import db\n' }, 'shop.web:app', ['packages', 'src']],
  ['by the name of the folder', { 'src/shop/web.py': 'from src.shop import db\n' }, 'src.shop.web:app', ['packages']],
  ['as a package', { 'src/shop/web.py': '', 'src/__init__.py': '' }, 'src.shop.web:app', ['packages']],
  ['relatively', { 'src/shop/web.py': '', 'src/main.py': 'from . import shop\n' }, 'src.shop.web:app', ['packages']],
])('modules in `src` import each other %s', (_how, files, target, folders) => {
  const [application] = applicationsIn({
    'requirements.txt': 'flask\ngunicorn\n', ...files, 'src/shop/web.py': `${files['src/shop/web.py']!}app = Flask(__name__)\n`,
  });
  expect(application?.start).toMatch(new RegExp(` ${target}$`));
  expect(application?.environment).toEqual([`PYTHONPATH=${folders.map((each) => `/opt/${application!.name}/${each}`).join(':')}`]);
});

test('folders are words of the shell', () => {
  const [application] = applicationsIn({
    'requirements.txt': 'Django\ngunicorn\npytest\n',
    'back $(end)/manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
    'test_web.py': '',
  });
  expect(application?.build.commands[1]).toBe(
    '(PYTHONPATH=packages:\'back $(end)\':$CODEBUILD_SRC_DIR/.cache/test-packages python3 -m pytest --junitxml=reports/tests.xml)');
});
