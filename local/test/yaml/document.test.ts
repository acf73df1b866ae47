import { readDocument } from '../../src/yaml/document';
import { SyntaxProblem } from '../../src/yaml/libyaml/syntax-problem';

test('scalars are kept as written, with their lines', () => {
  const { entries } = readDocument('version: 0.10\nname: "a: b"\nempty:\nnothing: ~\n');
  expect([...entries].map(([key, { value, line }]) => [key, value.text, value.written, value.isPlain, line])).toEqual([
    ['version', '0.10', '0.10', true, 1],
    ['name', 'a: b', 'a: b', false, 2],
    ['empty', '', '', true, 3],
    ['nothing', '', '~', true, 4],
  ]);
});

test('an alias refers to the last node before it with that anchor', () => {
  const { entries } = readDocument('a: &x 1\nb: *x\nc: &x 2\nd: *x\n');
  expect([...entries.values()].map(({ value }) => value.text)).toEqual(['1', '1', '2', '2']);
});

test('the first of merged mappings wins, and keys beside the merge win over both', () => {
  const { entries } = readDocument('a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  z: 3\n');
  const merged = entries.get('c')?.value.entries ?? new Map<string, never>();
  expect(Object.fromEntries([...merged].map(([key, { value }]) => [key, value.text]))).toEqual({ x: '1', y: '1', z: '3' });
});

test('nested merges take time linear in the number of mappings', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `m${index + 1}: &m${index + 1} {<<: [*m${index}, *m${index}], k${index}: 1}`);
  const { entries } = readDocument(['m0: &m0 {k: 1}', ...lines].join('\n'));
  expect(entries.get('m200')?.value.entries.size).toBe(201);
});

test.each([
  ['an anchor that does not exist', 'a: *x\n', "unknown anchor 'x' referenced", 1],
  ['an anchor that comes later', 'a:\n  - *x\nb: &x 1\n', "unknown anchor 'x' referenced", 2],
  ['a value that contains itself', 'a: &x\n  b: *x\n', "anchor 'x' value contains itself", 2],
  ['a key that is not where its mapping is', 'a: 1\nb:\n   c: 1\n  d: 1\n', 'did not find expected key', 4],
  ['nesting without end', '['.repeat(50_000), 'exceeded the greatest depth', 1],
])('refuses %s', (_what, text, problem, line) => {
  const read = () => readDocument(text);
  expect(read).toThrow(SyntaxProblem);
  expect(read).toThrow(expect.objectContaining({ problem, line }) as Error);
});

test('every plain scalar is found once, including keys', () => {
  expect([...readDocument('a: &x [b, "c"]\nd: *x\n').scalars()].filter(({ isPlain }) => isPlain).map(({ written }) => written)).toEqual(
    ['a', 'b', 'd'],
  );
});
