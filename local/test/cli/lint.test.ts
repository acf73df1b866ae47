import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, realpathSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runCommandLine } from './run-command';
import { command } from '../../src/cli/lint';
import { ownCommand } from '../../src/messages/own-command';
import { AssemblyDirectory } from '../assembly/assembly-directory';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../codebuild/sample';
import { program } from '../engine/program';
import { PATIENCE_MS } from '../until';

const assembly = new AssemblyDirectory();

afterAll(() => {
  assembly.remove();
  removeTemporaryDirectories();
});

const lint = (...args: readonly string[]) => runCommandLine(command(), args);

const GOOD = {
  'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands: [make]\nartifacts:\n  files: ["**/*"]\n',
  'appspec.yml': 'version: 0.0\nos: linux\nhooks:\n  ApplicationStart:\n    - location: start.sh\n      timeout: 60\n',
  'start.sh': '#!/bin/bash\ntrue\n',
};

test('exits with 0 without findings, and reports what was not checked', async () => {
  const source = writeTree(temporaryDirectory(), GOOD);
  const { stdout, stderr, exitStatus } = await lint('--source', source);
  expect([exitStatus, stdout, stderr]).toEqual([
    0, '', `note: cloud assembly not checked: none in ${source}/cdk.out; run \`cdk synth\`, or name one with --assembly\nno findings\n`,
  ]);
});

test.each([false, true])('says how to make the cloud assembly of the CDK app that it has found, started by npm: %s', async (isByNpm) => {
  const app = { 'infrastructure/cdk.json': '{"app":"x"}', 'infrastructure/package.json': '{"scripts":{"synth":"cdk synth"}}' };
  const source = writeTree(temporaryDirectory(), { ...GOOD, ...app });
  const typedIn = isByNpm ? source : undefined;
  const environment = jest.replaceProperty(process, 'env', { ...process.env, INIT_CWD: typedIn });
  const { stderr } = await lint('--source', source).finally(() => environment.restore());
  const folder = relative(typedIn ?? '', join(source, 'infrastructure'));
  expect(stderr).toContain(`; run \`npm run synth --prefix ${folder}\`, or name one with --assembly\n`);
});

test.each([
  ['beside the cdk.json of a folder', { 'infrastructure/cdk.json': '{"app":"x"}' }, 'infrastructure/cdk.out'],
  ['where its cdk.json says', { 'infrastructure/cdk.json': '{"app":"x","output":"../build/assembly"}' }, 'build/assembly'],
  ['at the root', {}, 'cdk.out'],
])('finds the cloud assembly %s', async (_where, files, output) => {
  const source = writeTree(temporaryDirectory(), { ...GOOD, ...files });
  cpSync(assembly.path, join(source, output), { recursive: true });
  const { stdout } = await lint('--source', source, '--json');
  const { findings, notChecked } = JSON.parse(stdout) as { findings: unknown[]; notChecked: string[] };
  expect(notChecked).toEqual([]);
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'CloudFormation-Validate::F3003', file: 'Web.template.json' }));
});

test.each(['cdk.json', 'buildspec.yml', 'appspec.yml', '.gitignore', 'package.json'])('does not wait for a writer of %s', async (name) => {
  const source = writeTree(temporaryDirectory(), GOOD);
  rmSync(join(source, name), { force: true });
  execFileSync('mkfifo', [join(source, name)]);
  // In a separate process, which can be killed.
  const { status, stderr } = spawnSync(process.execPath, [program(), 'lint', '--source', source], { encoding: 'utf8', timeout: PATIENCE_MS });
  expect([0, 1, 2]).toContain(status);
  if (name === 'cdk.json') expect(stderr).toContain(`${source}/cdk.json is neither a file nor a link to one; fix it, or remove it`);
});

test('an app that was not synthesized is not checked, and is reported with its path', async () => {
  const source = writeTree(temporaryDirectory(), { ...GOOD, 'infrastructure/cdk.json': '{"output":"out"}' });
  const { stdout } = await lint('--source', source, '--json');
  expect(JSON.parse(stdout)).toEqual({ findings: [], notChecked: [expect.stringContaining(`${source}/infrastructure/out`)] });
});

test('exits with 1 on an error, and prints the location, the rule, the value and the fix', async () => {
  const source = writeTree(temporaryDirectory(), { ...GOOD, 'appspec.yml': GOOD['appspec.yml'].replace('start.sh', 'strat.sh') });
  const { stderr, exitStatus } = await lint('--source', source);
  expect(exitStatus).toBe(1);
  expect(stderr).toContain('error: appspec.yml:5: the script of ApplicationStart must be in the revision: '
    + 'strat.sh is not in the repository, got: strat.sh; correct the location');
  expect(stderr).toContain('1 error, 0 warnings');
});

test('exits with 0 on a warning alone', async () => {
  const source = writeTree(temporaryDirectory(), { ...GOOD, 'appspec.yml': GOOD['appspec.yml'].replace('\n      timeout: 60', '') });
  const { stderr, exitStatus } = await lint('--source', source);
  expect([exitStatus, stderr]).toEqual([0, expect.stringContaining('warning: appspec.yml:5') as string]);
});

test('prints one JSON document', async () => {
  const { stdout, exitStatus } = await lint('--source', writeTree(temporaryDirectory(), { ...GOOD, 'start.sh': '#!bash\n' }), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: 'script.shebang', severity: 'error', file: 'start.sh', line: 1, value: '#!bash' }] });
  expect(exitStatus).toBe(1);
});

test('takes what is expected of the source from the assembly', async () => {
  const source = writeTree(temporaryDirectory(), { ...GOOD, 'ci/buildspec.yml': GOOD['buildspec.yml'] });
  const { stdout } = await lint('--source', source, '--assembly', assembly.path, '--json');
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; file: string; logicalId?: string }[] };
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'buildspec.artifact', file: 'ci/buildspec.yml' }));
  expect(findings).toContainEqual(expect.objectContaining({
    rule: 'CloudFormation-Validate::F3003', file: 'Web.template.json', logicalId: 'Pipeline',
  }));
});

describe('without --source', () => {
  const before = process.cwd();
  afterEach(() => process.chdir(before));

  const from = (root: string, folder: string) => {
    process.chdir(join(root, folder));
    return lint();
  };

  test.each([
    ['the repository around the folder of the CDK app', 'infrastructure', ''],
    ['that around any other folder', 'src/web', ''],
    ['a folder with files of its own', 'service', 'service'],
  ])('it checks %s, and says so', async (_what, folder, checked) => {
    const wrong = { ...GOOD, 'start.sh': '#!bash\n' };
    const root = realpathSync(writeTree(temporaryDirectory(), {
      ...wrong, 'infrastructure/cdk.json': '{}', 'src/web/main.js': '', 'service/buildspec.yml': GOOD['buildspec.yml'],
    }));
    const { stderr, exitStatus } = await from(root, folder);
    expect(exitStatus).toBe(checked === '' ? 1 : 0);
    expect(stderr.startsWith(checked === '' ? `in ${root}:\nerror: start.sh:1: ` : 'note: ')).toBe(true);
  });

  test('it does not look above a Git repository', async () => {
    const app = { 'app/.git/HEAD': '', 'app/infrastructure/cdk.json': '{ "output": "out" }' };
    const root = realpathSync(writeTree(temporaryDirectory(), { ...GOOD, ...app }));
    expect(await from(root, 'app/infrastructure')).toMatchObject({
      exitStatus: 2,
      stderr: `nothing was checked: ${root}/app has no buildspec.yml, no appspec.yml, and no cloud assembly in cdk.out, infrastructure/out; `
        + 'name the repository with --source, or write these files with ' + `\`${ownCommand('init')}\``,
    });
  });
});

test.each([
  ['a source that does not exist', ['--source', '/does/not/exist'], 'source directory /does/not/exist does not exist'],
  ['an assembly that does not exist', ['--source', '.', '--assembly', '/does/not/exist'], 'cloud assembly /does/not/exist does not exist'],
  ['an unknown option', ['--fast'], 'unknown option'],
])('refuses %s with exit status 2', async (_what, args, message) => {
  const { stderr, exitStatus } = await lint(...args);
  expect(exitStatus).toBe(2);
  expect(stderr).toContain(message);
});
