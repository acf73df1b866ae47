import { filterMatcher } from '../../src/system/filter-pattern';
import { GlobTooComplex } from '../../src/system/glob';

// The results of `java.nio.file.FileSystems.getDefault().getPathMatcher("glob:...")` of Java 17.
test.each([
  ['shop/**', 'shop/a/b.js', true],
  ['shop/**', 'shop/.env', true],
  ['shop/**', 'shop', false],
  ['shop/**', 'workshop/a.js', false],
  ['shop/*', 'shop/a/b.js', false],
  ['shop**', 'shop-admin/a/b.js', true],
  ['**', 'a/b', true],
  ['*', 'a/b', false],
  ['**.md', 'README.md', true],
  ['**.md', 'docs/a/b.md', true],
  ['*.md', 'docs/a.md', false],
  ['**/README.md', 'README.md', false],
  ['**/README.md', 'a/b/README.md', true],
  ['common/**/*.js', 'common/a.js', false],
  ['common/**/*.js', 'common/a/b/c.js', true],
  ['{shop,admin}/**', 'admin/a.js', true],
  ['*.{java,class}', 'A.class', true],
  ['{shop}/**', 'shop/a.js', true],
  ['{a,b*}*', 'ba/c', false],
  ['foo.?', 'foo.c', true],
  ['foo?c', 'foo/c', false],
  ['release-[0-9]', 'release-7', true],
  ['release-[!0-9]', 'release-7', false],
  ['release-[!0-9]', 'release-x', true],
  ['[-a]', '-', true],
  ['[*]', 'a', false],
  ['[*]', '*', true],
  ['a[!b]c', 'a/c', false],
  ['\\*.md', '*.md', true],
  ['\\*.md', 'a.md', false],
  ['(a)+', 'aa', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(filterMatcher(pattern)(name)).toBe(expected);
});

test('takes little time for patterns on which a regular expression would backtrack', () => {
  const matches = filterMatcher(`${'**a*'.repeat(60)}c`);
  const began = process.cpuUsage();
  expect(matches(`${'a'.repeat(200)}/`.repeat(15))).toBe(false);
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(5);
});

test('refuses a pattern with too many alternatives', () => {
  expect(() => filterMatcher('{a,b}'.repeat(9))).toThrow(GlobTooComplex);
});
