import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './run-command';
import { command } from '../../src/cli/codebuild';
import { removeTemporaryDirectories, temporaryDirectory, writeTree } from '../codebuild/sample';

afterAll(removeTemporaryDirectories);

const codebuild = (...args: readonly string[]) => runCommandLine(command(), args);

function source(buildspec: object): string {
  return writeTree(temporaryDirectory(), { 'buildspec.yml': JSON.stringify({ version: 0.2, ...buildspec }) });
}

describe('gostyle codebuild', () => {
  test('builds with all options, and prints the result as JSON', async () => {
    const directory = source({
      env: { 'parameter-store': { P: '/p' }, 'secrets-manager': { S: 'id:key' }, 'exported-variables': ['A'] },
      phases: { build: { commands: ['echo "$P $S $A" > proof; cat "$CODEBUILD_SRC_DIR_two/file" >> proof', 'echo "$S"'] } },
      artifacts: { 'files': 'proof', 'secondary-artifacts': { Two: { files: 'buildspec.yml' } } },
    });
    const stores = join(temporaryDirectory(), 'stores.json');
    writeFileSync(stores, JSON.stringify({ 'parameter-store': { '/p': 'parameter' }, 'secrets-manager': { id: { key: 'hidden' } } }));
    const artifacts = temporaryDirectory();
    const { stdout, stderr, exitStatus } = await codebuild(
      '--source', directory, '--stores', stores, '--env', 'A=1', '--env', 'A=a=b', '--secondary-source',
      `two=${writeTree(temporaryDirectory(), { file: 'second\n' })}`, '--artifacts', artifacts, '--json',
    );
    expect(JSON.parse(stdout)).toEqual({
      status: 'SUCCEEDED',
      phases: {
        DOWNLOAD_SOURCE: 'SUCCEEDED',
        INSTALL: 'SUCCEEDED',
        PRE_BUILD: 'SUCCEEDED',
        BUILD: 'SUCCEEDED',
        POST_BUILD: 'SUCCEEDED',
        UPLOAD_ARTIFACTS: 'SUCCEEDED',
        FINALIZING: 'SUCCEEDED',
      },
      messages: [],
      artifacts: { primary: ['proof'], Two: ['buildspec.yml'] },
      exportedVariables: { A: 'a=b' },
    });
    expect(exitStatus).toBe(0);
    expect(readFileSync(join(artifacts, 'proof'), 'utf8')).toBe('parameter hidden a=b\nsecond\n');
    expect(readFileSync(join(artifacts, 'Two/buildspec.yml'), 'utf8')).toContain('secondary-artifacts');
    expect(stderr).not.toContain('hidden');
  });

  test('exits with 1 when the build succeeds, but something of the program itself has failed meanwhile', async () => {
    const failing = command().hook('preAction', () => { process.exitCode = 1; });
    expect(await runCommandLine(failing, ['--source', source({ phases: { build: { commands: ['true'] } } })])).toMatchObject({ exitStatus: 1 });
  });

  test('exits with 1 when the build fails, and names the command', async () => {
    const { stdout, stderr, exitStatus } = await codebuild('--source', source({ phases: { build: { commands: ['exit 4'] } } }), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'FAILED',
      messages: ['COMMAND_EXECUTION_ERROR Message: Error while executing command: exit 4. Reason: exit status 4'],
    });
    expect(stderr).toContain('BUILD: line 1 of the buildspec failed (exit status 4)');
    expect(exitStatus).toBe(1);
  });

  test.each<[string, string[], string]>([
    ['no source', [], "required option '--source <dir>' not specified"],
    ['a source that is missing', ['--source', '/nope'], '--source must be a directory, got: /nope'],
    ['a variable without a value', ['--source', '.', '--env', 'A'], '--env must be NAME=VALUE, got: A'],
    ['a reserved variable', ['--source', '.', '--env', 'CODEBUILD_X=1'], 'the prefix CODEBUILD_ is reserved'],
    ['a name that no shell can have', ['--source', '.', '--env', 'A-B=1'], '--env: the name of a variable must consist of'],
    ['a secondary source that is missing', ['--source', '.', '--secondary-source', 'a=/nope'], '--secondary-source must be a directory, got: /nope'],
    ['stores that are missing', ['--source', '.', '--stores', '/nope.json'], '--stores: /nope.json cannot be read'],
  ])('refuses %s', async (_what, args, message) => {
    const { stdout, stderr, exitStatus } = await codebuild(...args);
    expect([exitStatus, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  test('refuses stores that are not JSON without showing them', async () => {
    const stores = join(temporaryDirectory(), 'stores.json');
    writeFileSync(stores, '{"secrets-manager": {"id": "hunter2"');
    const { stderr, exitStatus } = await codebuild('--source', '.', '--stores', stores);
    expect(exitStatus).toBe(2);
    expect(stderr).toContain('is not JSON');
    expect(stderr).not.toContain('hunter2');
  });
});
