import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { command } from '../../src/cli/init';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

const APPLICATION = { 'package.json': '{ "scripts": { "start": "node app.js" } }', 'app.js': 'app.listen(process.env.PORT)' };
let parent: string;
let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gostyle-obstacles-test-'));
  directory = join(parent, 'repository');
  mkdirSync(directory);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function init(files: Record<string, string>, ...options: string[]): Promise<CommandOutcome> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return runCommandLine(command(), [directory, '--yes', ...options]);
}

describe('nothing is written if a file has no place', () => {
  test.each<[string, () => void, string]>([
    ['a folder', () => mkdirSync(join(directory, 'buildspec.yml')), 'buildspec.yml is a folder: remove or rename it'],
    ['a dangling link', () => symlinkSync('nowhere', join(directory, 'appspec.yml')), 'appspec.yml is a link that leads nowhere in the repository'],
    ['a link out', () => symlinkSync('/etc/hostname', join(directory, 'appspec.yml')), 'appspec.yml is a link that leads nowhere in the repository'],
    ['a file as a folder', () => writeFileSync(join(directory, 'deploy'), ''), 'deploy is no folder, but deploy/'],
    ['a folder outside', () => symlinkSync('..', join(directory, 'infrastructure')), 'infrastructure is a link to '],
    ['a dangling folder', () => symlinkSync('nowhere', join(directory, 'infrastructure')), 'infrastructure is a link, but not to a folder'],
    ['a deeper folder outside', () => {
      mkdirSync(join(directory, '.github'));
      symlinkSync(parent, join(directory, '.github/workflows'));
    }, 'which is outside of the repository, but .github/workflows/gostyle.yml belongs there'],
  ])('%s', async (_what, put, expected) => {
    put();
    const before = readdirSync(directory);
    const { stderr, exitStatus } = await init(APPLICATION);
    expect(stderr).toContain(expected);
    expect(stderr).toContain('nothing was written');
    expect(exitStatus).toBe(2);
    expect(readdirSync(directory).sort()).toEqual([...before, 'app.js', 'package.json'].sort());
    expect(readdirSync(parent)).toEqual(['repository']);
  });

  test('but a link to a folder of the repository is one', async () => {
    mkdirSync(join(directory, 'cdk'));
    symlinkSync('cdk', join(directory, 'infrastructure'));
    expect((await init(APPLICATION)).exitStatus).toBe(0);
    expect(readdirSync(join(directory, 'cdk'))).toContain('app.ts');
  });
});

describe('why there is no application', () => {
  test.each<[Record<string, string>, string]>([
    [{ 'README.md': '' }, ''],
    [{ 'package.json/a': '' }, 'package.json is not a file'],
    [{ 'pyproject.toml': '[tool.ruff]\n' }, 'pyproject.toml has neither a table [project] nor [tool.poetry]'],
    [{ 'pyproject.toml': '[project]\nname = "gunicorn"\n' }, 'there is pyproject.toml, but no Flask, FastAPI or Django application was'],
    [{ 'Pipfile': '', 'pyproject.toml': '[tool.ruff]\n' }, 'Pipfile is not read: `pipenv requirements >requirements.txt` creates the file'],
    [{ 'main.c': '' }, 'no package.json, go.mod, requirements.txt or pyproject.toml was found there'],
  ])('%j', async (files, expected) => {
    const { stderr, exitStatus } = await init(files);
    expect(stderr).toContain(expected);
    expect(exitStatus).toBe(expected === '' ? 0 : 2);
  });

  test('a Python application of another framework is taken with its start command', async () => {
    const { stdout, exitStatus } = await init({ 'pyproject.toml': '[project]\nname = "shop"\n' }, '--kind', 'python', '--start', 'python -m shop');
    expect(exitStatus).toBe(0);
    expect(stdout).not.toContain('To do');
  });
});

test('if there are several applications, the others are named, with how to take one', async () => {
  const folders = ['api', 'web', 'worker'].flatMap((name) => Object.entries(APPLICATION).map(([path, text]) => [`apps/${name}/${path}`, text]));
  const { stdout } = await init(Object.fromEntries(folders) as Record<string, string>);
  const note = 'the repository has 3 applications, and this is apps/api: `--directory apps/web` takes another (apps/web, apps/worker)';
  expect(stdout).toContain(`Note: ${note}`);
  const second = await init({}, '--directory', 'apps/web', '--name', 'shop');
  expect([second.exitStatus, second.stderr.includes('give the second one its own files')]).toEqual([2, true]);
});

test('a Dockerfile is not used unless the CDK app says so', async () => {
  expect((await init({ ...APPLICATION, Dockerfile: 'FROM node' }, '--compute', 'fargate')).stdout).toContain('Note: Dockerfile is not used');
  expect((await init({}, '--compute', 'lambda')).stdout).not.toContain('Dockerfile');
});

describe('names', () => {
  test.each([['codedeploy-agent', 'codedeploy-agent-app'], ['sshd', 'sshd-app'], ['a', 'a-app'], ['@x/日本', 'web-app'], ['docker-ui', 'docker-ui'],
    ['express-prisma-realworld-official-app', 'express-prisma-realworld'], ['a-' + 'b'.repeat(40), 'a-' + 'b'.repeat(30)],
    ['four-words-of-exactly-32-letters-and-more', 'four-words-of-exactly-32-letters']])(
    'an application called %s is %s', async (name, expected) => {
      await init({ ...APPLICATION, 'package.json': JSON.stringify({ name, scripts: { start: 'node app.js' } }) });
      expect(readdirSync(join(directory, 'deploy'))).toEqual([`${expected}.service`]);
    });

  test('the name of a unit that hosts have is refused', async () => {
    expect((await init(APPLICATION, '--name', 'amazon-ssm-agent')).stderr)
      .toContain('--name must not be the name of a unit that hosts have already, got: amazon-ssm-agent');
  });
});

test.each(['ssh://git@github.com:22/me/app', 'ssh://git@ssh.github.com:443/me/app.git', 'https://x@github.com/me/app.git', 'git@github.com:me/app'])(
  'the owner is read from the remote %s', async (address) => {
    const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]);
    git('init', '--quiet');
    git('remote', 'add', 'origin', address);
    await init(APPLICATION);
    expect(readFileSync(join(directory, 'infrastructure/app.ts'), 'utf8')).toMatch(/owner: 'me',\n\s+repository: 'app',/);
  });
