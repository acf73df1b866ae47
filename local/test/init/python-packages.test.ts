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

function buildOf(files: Record<string, string>): { install: readonly string[]; forTests: readonly string[] } {
  const [application] = applicationsIn({ ...APPLICATION, ...files });
  const { install, commands } = application!.build;
  return { install, forTests: commands.slice(0, -1) };
}

test.each<[string, Record<string, string>, string]>([
  ['poetry.lock', { 'pyproject.toml': POETRY, 'poetry.lock': '' }, 'PYTHONPATH=.cache/poetry python3 -m poetry export'],
  ['Poetry without a lock file', { 'pyproject.toml': POETRY }, 'PYTHONPATH=.cache/poetry python3 -m poetry export'],
  ['poetry.lock of a standard project', { 'pyproject.toml': PROJECT, 'poetry.lock': '' }, 'PYTHONPATH=.cache/poetry python3 -m poetry export'],
  ['uv.lock', { 'pyproject.toml': PROJECT, 'uv.lock': '' }, '.cache/uv/bin/uv export --quiet --frozen'],
])('the versions of %s are installed', (_what, files, command) => {
  const { install } = buildOf(files);
  expect(install).toEqual([
    expect.stringMatching(/^python3 -m pip install --quiet --target \.cache\/(poetry|uv) /),
    expect.stringContaining(command),
    `${PIP} packages -r .cache/requirements.txt`,
  ]);
  expect(install[1]).toMatch(/ -o "\$PWD\/\.cache\/requirements\.txt"$/);
});

test('an application in a folder has its lock file there', () => {
  const [application] = applicationsIn({ 'api/pyproject.toml': PROJECT, 'api/uv.lock': '', 'api/web.py': APPLICATION['web.py'] });
  expect(application?.build.install).toEqual([
    expect.any(String), expect.stringContaining(' --project api --no-dev -o "$PWD/.cache/requirements.txt"'),
    `${PIP} api/packages -r .cache/requirements.txt`,
  ]);
});

test('requirements.txt comes before a lock file', () => {
  expect(buildOf({ 'requirements.txt': 'flask\ngunicorn\n', 'pyproject.toml': POETRY, 'poetry.lock': '' }).install)
    .toEqual([`${PIP} packages -r requirements.txt`]);
});

const OPTIONAL = `${PROJECT}[project.optional-dependencies]\ntest = ["pytest", "httpx"]\n`;

test.each<[string, Record<string, string>, readonly unknown[]]>([
  ['only pytest', { 'requirements.txt': 'flask\n', 'pytest.ini': '' }, [`${PIP} .cache/test-packages pytest`]],
  ['a file of their own', { 'requirements.txt': 'flask\n', 'requirements/dev.txt': '-r ../requirements.txt\npytest\nhttpx\n' },
    [`${PIP} .cache/test-packages -r requirements/dev.txt pytest`]],
  ['a file that is for something else, too', { 'requirements.txt': 'flask\npytest\n', 'requirements-dev.txt': 'black\n' },
    [`${PIP} .cache/test-packages pytest`]],
  ['a group of Poetry', { 'pyproject.toml': `${POETRY}[tool.poetry.group.ci.dependencies]\npytest = "*"\n` },
    [expect.stringContaining(' --with ci -o "$PWD/.cache/test-requirements.txt"'),
      `${PIP} .cache/test-packages -r .cache/test-requirements.txt pytest`]],
  ['the old group of Poetry', { 'pyproject.toml': `${POETRY}[tool.poetry.dev-dependencies]\nblack = "*"\npytest = "*"\n` },
    [expect.stringContaining(' --with dev '), expect.any(String)]],
  ['no group of Poetry', { 'pyproject.toml': `${POETRY}pytest = "*"\n[tool.poetry.group.docs.dependencies]\nsphinx = "*"\n` },
    [expect.not.stringContaining('--with '), expect.any(String)]],
  ['a group of uv', { 'pyproject.toml': `${PROJECT}[dependency-groups]\ndev = ["pytest"]\n`, 'uv.lock': '' },
    [expect.not.stringContaining('--no-dev'), expect.any(String)]],
  ['an extra', { 'pyproject.toml': OPTIONAL },
    [expect.stringMatching(/optional-dependencies.* pyproject\.toml >\.cache\/test-requirements\.txt$/),
      `${PIP} .cache/test-packages -r .cache/test-requirements.txt pytest`]],
])('tests get what is listed for them: %s', (_what, files, expected) => {
  expect(buildOf(files).forTests).toEqual(expected);
});

test('the list of extras for tests is what Python reads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-pyproject-'));
  try {
    const groups = '[dependency-groups]\nci = [{include-group = "a"}, "pytest-cov"]\n';
    writeFileSync(join(directory, 'pyproject.toml'), `${OPTIONAL}docs = ["sphinx"]\n${groups}`);
    execFileSync('bash', ['-c', String(buildOf({ 'pyproject.toml': OPTIONAL }).forTests[0])], { cwd: directory });
    expect(readFileSync(join(directory, '.cache/test-requirements.txt'), 'utf8')).toBe('pytest-cov\npytest\nhttpx\n');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.each<[string, string, string, readonly string[]]>([
  ['by their own names', 'from shop import db\n', 'shop.web:app', ['packages', 'src']],
  ['by the name of the folder', 'from src.shop import db\n', 'src.shop.web:app', ['packages']],
])('modules in `src` import each other %s', (_how, imports, target, folders) => {
  const [application] = applicationsIn({ 'requirements.txt': 'flask\ngunicorn\n', 'src/shop/web.py': `${imports}app = Flask(__name__)\n` });
  expect(application?.start).toMatch(new RegExp(` ${target}$`));
  expect(application?.environment).toEqual([`PYTHONPATH=${folders.map((each) => `/opt/${application!.name}/${each}`).join(':')}`]);
});
