import { parseEnvironmentFile, replaceEnvironmentLines } from '../../../src/fleet/systemd/environment-file';
import { expandCommand, parseExecLine, splitWords } from '../../../src/unit/exec-command';
import { parseTimeSpan } from '../../../src/unit/time-span';
import { parseUnitFile } from '../../../src/unit/unit-file';
import { expandSpecifiers, parseUnitName, unitNameOf } from '../../../src/unit/unit-name';

test('unit files have sections, repeated keys, comments and continued lines', () => {
  const { entries, problems } = parseUnitFile([
    '# comment', '[Service]', 'ExecStart=/bin/sh \\', '  # between', '  -c "a b"', 'Environment=A=1', 'Environment=', ' Environment = B=2 ', '; end',
  ].join('\n'));
  expect(problems).toEqual([]);
  expect(entries.map(({ section, key, value, line }) => [section, key, value, line])).toEqual([
    ['Service', 'ExecStart', '/bin/sh  -c "a b"', 3], ['Service', 'Environment', 'A=1', 6],
    ['Service', 'Environment', '', 7], ['Service', 'Environment', 'B=2', 8],
  ]);
});

test('accepts and reports lines that systemd ignores', () => {
  expect(parseUnitFile('Key=1\n[Broken\n[Unit]\nno assignment\nDescription=x')).toEqual({
    entries: [{ section: 'Unit', key: 'Description', value: 'x', line: 5 }],
    problems: [
      { line: 1, why: 'assignment outside of section, ignoring' }, { line: 2, why: 'invalid section header \'[Broken\'' },
      { line: 4, why: 'missing \'=\', ignoring line' },
    ],
  });
});

test.each([
  ['web', { id: 'web.service', prefix: 'web', instance: '' }],
  ['network.target', { id: 'network.target', suffix: 'target' }],
  ['web@blue', { id: 'web@blue.service', prefix: 'web', instance: 'blue', template: 'web@.service' }],
  ['my.app', { id: 'my.app.service' }],
])('the name %s', (text, expected) => expect(unitNameOf(text)).toMatchObject(expected));

test.each(['web', '', '../etc', 'a/b', 'a b', '.service', '@x'])('refuses the name %j', (text) => expect(parseUnitName(text)).toBeUndefined());

test('specifiers', () => {
  const name = parseUnitName('web@a-b.service')!;
  expect(expandSpecifiers('%n %N %p %i %I %% %t %S', name)).toBe('web@a-b.service web@a-b web a-b a/b % /run /var/lib');
});

test.each([
  ['5', 5000], ['5s', 5000], ['1min 30s', 90_000], ['100ms', 100], ['1.5h', 5_400_000], ['infinity', Infinity],
  ['soon', undefined], ['5 parsecs', undefined],
])('the time span %s', (text, expected) => expect(parseTimeSpan(text)).toBe(expected));

test.each([
  ['a  b\tc', ['a', 'b', 'c']],
  ['"a b" \'c d\'', ['a b', 'c d']],
  ['--name="a b"c', ['--name=a bc']],
  ['a\\x20b "\\"q\\"" \\n', ['a b', '"q"', '\n']],
  ['"" x', ['', 'x']],
  ['', []],
])('the words of %j', (text, expected) => expect(splitWords(text)).toEqual(expected));

test('commands have prefixes, and semicolons between them', () => {
  expect(parseExecLine('/bin/a ";" "\\\\;" \\\\; x;')).toMatchObject([{ path: '/bin/a', words: [';', '\\;', '\\;', 'x;'] }]);
  expect(parseExecLine('-/bin/a x ; +/bin/b \\; ; @/bin/c name y')).toMatchObject([
    { path: '/bin/a', words: ['x'], ignoreFailure: true },
    { path: '/bin/b', words: [';'], privileged: 'fully' },
    { path: '/bin/c', words: ['y'], ownName: 'name' },
  ]);
});

test('variables are replaced as by systemd', () => {
  const environment = { ONE: 'a b', EMPTY: '' };
  const expand = (line: string) => expandCommand(parseExecLine(line)[0]!, environment);
  expect(expand('/bin/echo $ONE ${ONE} x${ONE}y $ABSENT ${ABSENT} $$ONE $EMPTY')).toEqual(['/bin/echo', 'a', 'b', 'a b', 'xa by', '', '$ONE']);
  expect(expand(':/bin/echo $ONE')).toEqual(['/bin/echo', '$ONE']);
});

test('environment files', () => {
  expect(parseEnvironmentFile('# c\nA=1\n B = two words \nC="x \\"y\\" \\$Z"\nD=\'$x "q"\'\nE=a\\\nb\nbroken\n1X=1\nF=')).toEqual({
    A: '1', B: 'two words', C: 'x "y" $Z', D: '$x "q"', E: 'ab', F: '',
  });
});

test('an instance\'s own variables replace those with the same names', () => {
  expect(replaceEnvironmentLines('# kept\nPORT=3000\nA=1\n\n', { PORT: '3001', HOST: '127.0.0.1' })).toBe('# kept\nA=1\nPORT=3001\nHOST=127.0.0.1\n');
  expect(replaceEnvironmentLines('', { PORT: '1' })).toBe('PORT=1\n');
});
