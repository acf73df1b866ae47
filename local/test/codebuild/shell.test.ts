import { existsSync } from 'node:fs';
import { build, commands, removeTemporaryDirectories } from './sample';

afterAll(removeTemporaryDirectories);

/** What the commands leave in the file `proof`. */
async function proofOf(...lines: readonly string[]): Promise<string> {
  return (await build(commands(...lines))).artifactFile('proof');
}

describe('version 0.2', () => {
  test('keeps values with quotes, blanks and line breaks', async () => {
    const value = 'it\'s "a"\n\\ $HOME `b`';
    expect(await proofOf(`V=$(cat <<'END'\n${value}\nEND\n)`, 'printf %s "$V" > proof')).toBe(value);
  });

  test('keeps a variable unset', async () => {
    expect(await proofOf('unset CODEBUILD_INITIATOR', 'echo "${CODEBUILD_INITIATOR-unset}" > proof')).toBe('unset\n');
  });

  test('keeps a directory with blanks in its name', async () => {
    expect(await proofOf('mkdir "a b" && cd "a b"', 'basename "$PWD" > "$CODEBUILD_SRC_DIR/proof"')).toBe('a b\n');
  });

  test('does not keep functions, aliases and set -e', async () => {
    expect(await proofOf('f() { echo f; }; alias g=ls; set -e', 'f || echo no f > proof', 'g 2>/dev/null || echo no g >> proof',
      'false; echo on >> proof')).toBe('no f\nno g\non\n');
  });

  test('a command that calls exit 0 succeeds, but its changes are lost', async () => {
    expect(await proofOf('A=1', 'A=2; cd /; exit 0; false', 'echo "$A $PWD" > proof; [ "$PWD" = "$CODEBUILD_SRC_DIR" ]')).toMatch(/^1 /);
  });

  test('a failed command keeps its changes', async () => {
    const buildspec = JSON.stringify({
      version: 0.2,
      phases: {
        build: {
          commands: ['A=1; cd /tmp; false'],
          finally: ['echo "$A $PWD" > "$CODEBUILD_SRC_DIR/proof"'],
        },
      },
      artifacts: { files: ['proof'] },
    });
    expect((await build(buildspec)).artifactFile('proof')).toBe('1 /tmp\n');
  });

  test('a trailing backslash or comment does not affect the next command', async () => {
    expect(await proofOf('echo a > proof \\', 'echo b >> proof # comment', 'echo c >> proof')).toBe('a\nb\nc\n');
  });

  test('continues after a command has removed the source', async () => {
    const { result, log } = await build(JSON.stringify({
      version: 0.2,
      phases: {
        build: {
          commands: ['rm -rf "$CODEBUILD_SRC_DIR"',
            'echo still here'],
        },
      },
    }));
    expect(result.status).toBe('SUCCEEDED');
    expect(log).toContain('still here');
  });

  test('stdin is empty', async () => {
    expect(await proofOf('cat > proof')).toBe('');
  });

  test('fails with the same line number as the shell of CodeBuild', async () => {
    const { log } = await build(commands('no-such-command'));
    expect(log.some((line) => /script\.sh: (line )?4: .*no-such-command/.test(line))).toBe(true);
  });
});

test('version 0.1 keeps nothing, and supports the old names of variables', async () => {
  const buildspec = JSON.stringify({
    version: 0.1,
    environment_variables: { plaintext: { OLD: 'name' } },
    phases: { build: { commands: ['A=1; export B=2; mkdir d; cd d', 'echo "${A-no} ${B-no} $OLD $(pwd)" > proof'] } },
    artifacts: { files: ['proof'] },
  });
  const { artifactFile, log } = await build(buildspec);
  const source = log.join('\n').match(/CODEBUILD_SRC_DIR=(.*)/)?.[1];
  expect(artifactFile('proof')).toBe(`no no name ${source}\n`);
});

// A machine without bash cannot run such a build.
if (existsSync('/bin/bash')) {
  test('env.shell: bash runs commands in bash, and keeps its variables, too', async () => {
    const buildspec = JSON.stringify({
      version: 0.2,
      env: { shell: 'bash' },
      phases: { build: { commands: ['A=(1 2); B=$\'a\\nb\'', '[[ $B == a* ]] && echo "${BASH_VERSION:+bash} $B" > proof'] } },
      artifacts: { files: ['proof'] },
    });
    expect((await build(buildspec)).artifactFile('proof')).toBe('bash a\nb\n');
  });
}
