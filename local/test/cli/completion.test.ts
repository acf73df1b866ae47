import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from './run-command';
import { COMMANDS } from '../../src/cli/commands';
import { command } from '../../src/cli/completion';

const NAMES = COMMANDS.filter(({ hidden }) => !hidden).map(({ name }) => name);
const directory = mkdtempSync(join(tmpdir(), 'gostyle-completion-test-'));

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(directory, shell === 'zsh' ? '_gostyle' : `gostyle.${shell}`), (await runCommandLine(command(COMMANDS), [shell])).stdout);
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The shell's completions of a line, in the directory of the scripts. */
const offers: Record<string, (line: string) => string[]> = {
  bash: (line) => {
    const words = line.split(' ');
    const script = `source ./gostyle.bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _gostyle
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf('bash', ['--norc', '-c', script]);
  },
  fish: (line) => linesOf('fish', ['--no-config', '-c', `source ./gostyle.fish; complete -C '${line}'`]).map((each) => each.split('\t')[0]!),
};

function linesOf(program: string, args: readonly string[]): string[] {
  const env = { ...process.env, HOME: directory, XDG_CONFIG_HOME: directory };
  const output = execFileSync(program, args, { cwd: directory, encoding: 'utf8', env });
  return output.split('\n').filter(Boolean).sort();
}

describe.each(Object.keys(offers))('%s', (shell) => {
  test.each<[string, string[]]>([
    ['gostyle ', NAMES],
    ['gostyle ro', ['rollback', 'rollout']],
    ['gostyle run --ap', ['--app', '--approve']],
    ['gostyle lint --format s', ['sarif']],
    ['gostyle completion f', ['fish']],
  ])('completes `%s`', (line, expected) => {
    expect(offers[shell]!(line)).toEqual([...expected].sort());
  });

  test('completes file names where one is expected, and nothing where a number is expected', () => {
    expect(offers[shell]!('gostyle run --stores gostyle.b')).toEqual(['gostyle.bash']);
    expect(offers[shell]!('gostyle run --port ')).toEqual([]);
  });
});

test('passes commands, options and values to zsh\'s own functions', () => {
  const script = `compdef() { }; _describe() { print -rl -- "\${commands[@]}" }; _arguments() { print -rl -- "$@" }
    source ./_gostyle; CURRENT=\$1; shift; words=("$@"); _gostyle`;
  const given = (...words: string[]) => linesOf('zsh', ['-f', '-c', script, 'zsh', String(words.length), ...words]);
  expect(given('gostyle', '').map((line) => line.split(':')[0])).toEqual([...NAMES].sort());
  expect(given('gostyle', 'lint', '')).toEqual(expect.arrayContaining([
    expect.stringMatching(/^--format\[how findings are printed\]:value:\(text json sarif github junit\)$/),
    expect.stringMatching(/^--source\[.*\]:value:_files -\/$/),
    expect.stringMatching(/^--json\[the same as --format json\]$/),
  ]));
});

test('refuses another shell', async () => {
  const { exitStatus, stderr } = await runCommandLine(command(COMMANDS), ['tcsh']);
  expect(exitStatus).toBe(2);
  expect(stderr).toContain('Allowed choices are');
});
