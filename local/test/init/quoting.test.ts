import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { unitStart } from '../../src/init/files/unit-start';
import { doubleQuoted, singleQuoted } from '../../src/init/quoting/literals';
import { shellAssignment, shellPath, shellWord } from '../../src/init/quoting/shell';
import { yamlText } from '../../src/init/quoting/yaml';
import { readStart } from '../../src/init/start-line';
import { environmentAssignments } from '../../src/unit/environment-assignments';
import { expandCommand, parseExecLine } from '../../src/unit/exec-command';
import { quotedArgument, quotedWord } from '../../src/unit/quoted-word';
import { expandSpecifiers, parseUnitName } from '../../src/unit/unit-name';
import { loadYaml } from '../../src/yaml/psych/load';

/** Names of folders that somebody has, or that somebody tries. */
const NAMES = [
  'my app', '$(id)', '`id`', 'it\'s: x', 'a"b', 'back\\slash', '%h-%i', '$HOME', '${HOST}', '-rf', '--help', '~', '#1', 'a #b', 'a: b', 'key:', '*',
  '\\;',
  '!x', '&x', 'a;b', ';', 'a|b', 'a&b', '(x)', '{a,b}', '[a]', '@x', 'yes', 'null', '1e3', '0x10', '1:30', '2026-01-01', '.5', '.', '..', '=', '<<',
  'übung', '日本', '😀',
  'a\u2028b', 'a\u0085b', '\ufeffa', 'a\tb', ' a', 'a ', '', '?', '- a', ', a', '%', '"', '\'', '|', '>', '\\u0041', '\\n', 'n', 'y', '---', '...',
];
const any = fc.string({ unit: fc.constantFrom(...'ab .:#-\'"\\$%{}()&|;*?!~=/0'), maxLength: 8 });
const text = fc.oneof(fc.constantFrom(...NAMES), any);

function printed(shell: string, words: readonly string[]): string[] {
  return execFileSync(shell, ['-c', words.map((word) => `printf '%s\\0' ${word}`).join('\n')], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each(['sh', 'bash'])('%s reads back every name', (shell) => {
  const all = [...NAMES, ...fc.sample(text, { numRuns: 500, seed: 13 })];
  expect(printed(shell, all.map(shellWord))).toEqual(all);
  expect(printed(shell, all.map(shellPath))).toEqual(all.map((each) => each.startsWith('-') ? `./${each}` : each));
  const variables = all.map((each) => `"$(env ${shellAssignment(`X=${each}`)} sh -c 'printf "%s." "$X"')"`);
  expect(printed(shell, variables)).toEqual(all.map((each) => `${each}.`));
});

test('a command line has no place for a line break', () => {
  expect(() => shellWord('a\nb')).toThrow('a command line has no place for a line break, got: "a\\nb"');
});

test('YAML reads back every name, in a list and as a value', () => {
  fc.assert(fc.property(text, (name) => {
    const { value } = loadYaml(`key: ${yamlText(name)}\nlist:\n  - ${yamlText(name)}\n`);
    expect([...value as Map<unknown, unknown>]).toEqual([['key', name], ['list', [name]]]);
  }), { numRuns: 400, examples: NAMES.map((name) => [name]) });
});

test.each([
  ['go test ./...', 'go test ./...'], ['**/*', '\'**/*\''], ['a: b', '\'a: b\''], ['it\'s: x', '\'it\'\'s: x\''], ['a\u2028', '"a\\u2028"'],
])('YAML gets quotes only where it needs them: %s', (name, expected) => {
  expect(yamlText(name)).toBe(expected);
});

test('every language reads back every name', () => {
  const all = [...NAMES, ...fc.sample(text, { numRuns: 500, seed: 13 })];
  expect(all.map((name) => JSON.parse(doubleQuoted(name)) as string)).toEqual(all);
  expect(new Function(`return [${all.map(singleQuoted).join(', ')}];`)()).toEqual(all);
  const program = `import json; print(json.dumps([${all.map(doubleQuoted).join(', ')}]))`;
  expect(JSON.parse(execFileSync('python3', ['-'], { input: program, encoding: 'utf8' }))).toEqual(all);
  // Java and C# have more line breaks than JSON.
  expect(all.map(doubleQuoted).join('')).not.toMatch(/[\u0085\u2028\u2029]/);
});

test('systemd reads back every name', () => {
  const unit = parseUnitName('web.service')!;
  fc.assert(fc.property(text, fc.array(text, { maxLength: 3 }), (name, names) => {
    const line = expandSpecifiers(['/bin/echo', ...[name, ...names].map(quotedArgument)].join(' '), unit);
    expect(parseExecLine(line).map((command) => expandCommand(command, { HOME: '/root', HOST: '0.0.0.0' }))).toEqual([['/bin/echo', name, ...names]]);
    expect(environmentAssignments([expandSpecifiers(quotedWord(`NAME=${name}`), unit)])).toEqual({ NAME: name });
  }), { numRuns: 400, examples: NAMES.map((name): [string, string[]] => [name, []]) });
});

describe('a start command', () => {
  const VARIABLES = { HOST: '0.0.0.0', PORT: '3000', EMPTY: '', OPTIONS: '-a -b' };
  const word = fc.string({ unit: fc.constantFrom(...'ab \'"\\$%{}=:#', ' # ', '$HOST', '${PORT}', '"$EMPTY"'), maxLength: 9 });

  const isSimple = (line: string) => {
    try {
      return readStart(line) !== undefined;
    } catch {
      return false;
    }
  };

  test('is for systemd what it is for a shell, whatever its quotes, escapes and variables', () => {
    const lines = fc.sample(fc.array(word, { maxLength: 4 }), { numRuns: 2500, seed: 5 }).map((words) => ['./prog', ...words].join(' '))
      .filter(isSimple);
    expect(lines.length).toBeGreaterThan(500);
    const assignments = Object.entries(VARIABLES).map(([name, value]) => shellAssignment(`${name}=${value}`)).join(' ');
    const prog = 'prog() { for each; do printf \'%s\\0\' "$each"; done; printf \'\\1\\0\'; }';
    const input = [assignments, prog, ...lines.map((line) => line.slice('./'.length)), ''].join('\n');
    const shell = execFileSync('sh', { input, encoding: 'utf8' }).split('\u0001\0').slice(0, -1);
    const unit = parseUnitName('web.service')!;
    const systemd = lines.map((line) => {
      const [command] = parseExecLine(expandSpecifiers(unitStart(line, '/opt/web').command, unit));
      return expandCommand(command!, VARIABLES);
    });
    expect(systemd).toEqual(shell.map((output) => ['/opt/web/prog', ...output.split('\0').slice(0, -1)]));
  });
});
