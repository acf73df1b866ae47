import { explainingLines } from '../../src/codebuild/explaining-lines';

const numbered = (text: string, count: number) => Array.from({ length: count }, (_, index) => `${text} ${index + 1}`);

describe.each([
  ['npm', [
    'npm warn deprecated inflight@1.0.6: This module is not supported, and leaks memory.',
    'npm WARN EBADENGINE Unsupported engine {',
    '',
    'added 712 packages in 9s',
    '148 packages are looking for funding',
    '  run `npm fund` for details',
    'npm notice New minor version of npm available! 11.4.0 -> 11.5.1',
  ], ['npm error code ETARGET', 'npm error notarget No matching version found for left-pad@^99.0.0.']],
  ['Node.js', [
    '(node:412) [DEP0040] DeprecationWarning: The `punycode` module is deprecated.',
    '(Use `node --trace-deprecation ...` to show where the warning was created)',
  ], ['src/main.ts(3,7): error TS2322: Type \'string\' is not assignable to type \'number\'.']],
  ['Go', ['go: downloading github.com/gorilla/websocket v1.5.3'],
    ['# example.com/web', './main.go:9:2: undefined: serve', 'FAIL example.com/web [build failed]']],
  ['pnpm', [
    'Lockfile is up to date, resolution step is skipped', ' WARN  deprecated glob@7.2.3', 'Already up to date', 'Done in 1.2s using pnpm v10.1.0',
  ],
  [' ERR_PNPM_NO_MATCHING_VERSION  No matching version found for left-pad@^99.0.0']],
  ['pip', ['Collecting flask==9.9.9 (from -r requirements.txt (line 1))', '[notice] A new release of pip is available: 24.0 -> 25.2'],
    ['ERROR: Could not find a version that satisfies the requirement flask==9.9.9']],
])('%s', (_program, harmless, cause) => {
  test('harmless lines before the cause are left out', () => {
    expect(explainingLines([...harmless, ...cause]).filter((line) => harmless.includes(line))).toEqual([]);
    expect(explainingLines([...harmless, ...cause])).toEqual(cause);
  });

  test('shows harmless lines if there are no others', () => {
    expect(explainingLines(harmless)).toEqual(harmless);
  });
});

test('informative lines before the cause are kept', () => {
  expect(explainingLines(['> web@1.0.0 build', 'npm warn old lockfile', 'Error: no entry'])).toEqual(['> web@1.0.0 build', 'Error: no entry']);
});

test('warnings after the cause are kept, because they may explain it', () => {
  expect(explainingLines(['Error: no entry', 'warning: entry is a folder'])).toEqual(['Error: no entry', 'warning: entry is a folder']);
});

test('file names and counts of zero are not taken for a cause', () => {
  const lines = ['compiled src/error.filter.ts', 'found 0 errors', 'npm warn old lockfile', 'FAIL src/app.test.ts'];
  expect(explainingLines(lines)).toEqual(['compiled src/error.filter.ts', 'found 0 errors', 'FAIL src/app.test.ts']);
});

test('of long output, the cause and the end are shown', () => {
  const output = [...numbered('PASS', 40), 'FAIL src/app.test.ts', ...numbered('detail', 100)];
  const lines = explainingLines(output, 'Build');
  expect(lines.slice(0, 3)).toEqual(['FAIL src/app.test.ts', 'detail 1', 'detail 2']);
  expect(lines.at(12)).toBe('(71 more lines: `gostyle logs build`, or the stage in the console)');
  expect(explainingLines(output, 'staging').at(12)).toBe('(71 more lines: `gostyle logs staging`, or the stage in the console)');
  expect(explainingLines(output).at(12)).toBe('(71 more lines)');
  expect(lines.at(-1)).toBe('detail 100');
  expect(lines).toHaveLength(31);
});

test('without a cause the last lines are shown', () => {
  expect(explainingLines(numbered('line', 100))).toEqual(numbered('line', 100).slice(-30));
});

test('a cause is found despite colours', () => {
  expect(explainingLines(['npm warn old', '\u001b[31merror\u001b[0m no entry'])).toEqual(['\u001b[31merror\u001b[0m no entry']);
});

test.each([
  ['pnpm', [
    'Progress: resolved 1, reused 0, downloaded 0, added 0', 'Packages: +812', '++++++++++++', 'Progress: resolved 812, reused 800, added 812, done',
  ]],
  ['curl', [
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
    '                                 Dload  Upload   Total   Spent    Left  Speed',
    '100 1256k  100 1256k    0     0  2341k      0 --:--:-- --:--:-- --:--:-- 2341k',
  ]],
  ['yarn', ['➤ YN0000: · Yarn 4.5.0', '➤ YN0013: │ 812 packages were added to the project', '➤ YN0000: └ Completed in 3s 412ms']],
])('progress of %s is always left out, unless there is nothing else', (_program, progress) => {
  const others = ['Error: no entry', 'of the application', 'and its end'];
  expect(explainingLines([...progress, others[0]!, ...progress, ...others.slice(1), ...progress])).toEqual(others);
  expect(explainingLines(['built', ...progress])).toEqual(['built']);
  expect(explainingLines(progress)).toEqual(progress);
});
