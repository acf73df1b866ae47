import { array, assert, constantFrom, property } from 'fast-check';
import picomatch from 'picomatch';
import { folderMatcher, globMatcher, GlobTooComplex, pathMatcher } from '../../src/system/glob';

const OPTIONS = { dot: true, nonegate: true, noextglob: true, posixSlashes: false };

test.each([
  ['**/*a*a*a*a*c', 'x/aaaab', false],
  ['**/*a*a*a*a*c', 'x/y/baaaabc', true],
  ['**/node_modules/**/*', 'a/node_modules/b/.c', true],
  ['a/**/b/**/c/*', 'a/b/c/d', true],
  ['a/**/b/**/c/*', 'a/x/b/y/z/c/d', true],
  ['a/**/b/**/c/*', 'a/x/b/y/z/c', false],
  ['*.{js,ts}*{a,b}', 'x.ts.b', true],
  ['{a,{b,c}}/*/*/*', 'c/1/2/3', true],
  ['*/*/[a-c]?[^x]*', '1/2/bzy', true],
  ['*/*/[a-c]?[^x]*', '1/2/bzx', false],
  ['*\\**\\**', 'a*b*c', true],
  ['*\\**\\**', 'abc', false],
  ['(a)+/@(b)', '(a)+/@(b)', true],
  ['(a)+/@(b)', 'aa/b', false],
  ['!a', 'b', false],
  ['a/**', 'a', true],
  ['{1..3}', '2', false],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(globMatcher(pattern)(path)).toBe(expected);
});

test('matches the same as picomatch', () => {
  const part = constantFrom('a', 'b', '*', '**', '?', '[ab]', '[^a]', '.', 'a*', '*b', '{a,b}', '{a,b*}*', 'ab');
  const name = constantFrom('a', 'b', 'ab', 'ba', 'aab', '.', '.a', 'c');
  const last = constantFrom('a', '*', '?', '*b', '[^a]', 'a*b', '{a,b*}*');
  assert(property(array(part, { maxLength: 6 }), last, array(name, { minLength: 1, maxLength: 6 }), (parts, end, names) => {
    // Several `**` in a row are one, which picomatch does not always see.
    const pattern = [...parts, end].join('/').replace(/(?:\*\*\/)+/g, '**/');
    const path = names.filter((each) => each !== '.').join('/');
    if (path === '') return;
    expect([pattern, path, globMatcher(pattern)(path)]).toEqual([pattern, path, picomatch(pattern, OPTIONS)(path)]);
  }), { numRuns: 3_000, seed: 30 });
});

test.each([
  ['many stars in a name', `**/${'*a'.repeat(60)}*c`],
  ['many folders of any depth', `${'**/a/'.repeat(60)}*c`],
  ['alternatives that mean the same', `${'{a,aa}'.repeat(7)}*c*d`],
  ['sets of alternatives with stars', `${'{*a,*aa}'.repeat(7)}*c`],
  ['questions and stars', `${'?*'.repeat(100)}c`],
  ['what a regular expression would repeat', '**/(a+)+c'],
  ['alternatives of a regular expression', '(a|a)+c'],
  ['many alternatives with a long end', `${'{a,b}'.repeat(7)}${'*a'.repeat(40)}c`],
])('takes little time for %s', (_, pattern) => {
  const matches = globMatcher(pattern);
  const paths = ['a'.repeat(250), 'a/'.repeat(1_000), `${'a'.repeat(200)}/`.repeat(15)];
  const began = process.cpuUsage();
  for (const path of paths) expect(matches(path)).toBe(false);
  const { user } = process.cpuUsage(began);
  expect(user / 1_000_000).toBeLessThan(5);
});

test('refuses a pattern with too many alternatives, with the limit', () => {
  const pattern = '{a,b}'.repeat(9);
  const tooMany = `a pattern may expand to at most 256 alternatives, but this one has more: ${pattern}`;
  expect(() => globMatcher(pattern)).toThrow(new GlobTooComplex(tooMany));
  expect(() => globMatcher(`${'{a,b}'.repeat(7)}${'c'.repeat(200)}`)).toThrow('at most 16384 characters, but this one has 26496');
  expect(() => globMatcher('a'.repeat(5_000))).toThrow('a pattern may have at most 4096 characters, but this one has 5000');
});

test('everything that a pattern matches is in folders that it reaches', () => {
  const part = constantFrom('a', 'b', '*', '**', '?', '[ab]', 'a*', '{a,b}', 'ab');
  const name = constantFrom('a', 'b', 'ab', 'c');
  assert(property(array(part, { minLength: 1, maxLength: 5 }), array(name, { minLength: 1, maxLength: 5 }), (parts, names) => {
    const pattern = parts.join('/');
    const reaches = folderMatcher(pattern);
    if (!globMatcher(pattern)(names.join('/'))) return;
    names.forEach((_, length) => expect([pattern, names, reaches(names.slice(0, length).join('/'))]).toEqual([pattern, names, true]));
  }), { numRuns: 2_000 });
});

test.each([
  ['a/*', 'a', true], ['a/*', 'b', false], ['a/*', 'a/b', false], ['*/*', 'a/b', false], ['a/**/b', 'a/x/y/z', true], ['**/b', 'x', true],
  ['{a,b/c}/*', 'b', true], ['{a,b/c}/*', 'c', false], ['*.txt', 'a', false], ['*.txt', '', true],
])('%s reaches the folder %s: %s', (pattern, folder, expected) => {
  expect(folderMatcher(pattern)(folder)).toBe(expected);
});

test('braces can be literal, and a pattern with many stars takes little time', () => {
  expect(pathMatcher('{a,b}*')('{a,b}c')).toBe(true);
  expect(pathMatcher('{a,b}*')('ac')).toBe(false);
  const began = process.cpuUsage();
  expect(pathMatcher(`${'*a'.repeat(100)}b`)('a'.repeat(255))).toBe(false);
  expect(pathMatcher('*'.repeat(5_000))('a')).toBe(false);
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(5);
});
