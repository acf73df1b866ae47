import { byTime } from '../../src/cli/running/by-time';

function sorted(...logs: readonly (readonly string[])[]): string[] {
  return byTime(logs.map((lines, index) => lines.map((text) => ({ label: String(index), text })))).map(({ label, text }) => `${label} ${text}`);
}

test('lines of several logs are in the order of their times, whatever notation these have', () => {
  expect(sorted(
    ['2026-11-27T04:00:01.500Z a[1]: one', '2026-11-27T04:00:03Z a[1]: three'],
    ['2026-11-27 04:00:00 zero', '[2026-11-27 05:00:02,25+01:00] two', '2026-11-27T04:00:04.123456Z four'],
  )).toEqual([
    '1 2026-11-27 04:00:00 zero', '0 2026-11-27T04:00:01.500Z a[1]: one', '1 [2026-11-27 05:00:02,25+01:00] two',
    '0 2026-11-27T04:00:03Z a[1]: three', '1 2026-11-27T04:00:04.123456Z four',
  ]);
});

test('a line without a time follows the one before it, and those of a log that has none come first, in their order', () => {
  const own = ['2026-11-27T04:00:00Z a', '  at b', '2026-11-27T04:00:02Z c'];
  expect(sorted(own, ['2026-11-27T04:00:00Z d', '2026-99-27T04:00:01Z e'], ['f', 'g'])).toEqual([
    '2 f', '2 g', '0 2026-11-27T04:00:00Z a', '0   at b', '1 2026-11-27T04:00:00Z d', '1 2026-99-27T04:00:01Z e', '0 2026-11-27T04:00:02Z c',
  ]);
});

test('a line that was written late stays in the order of its own log', () => {
  expect(sorted(['2026-11-27T04:00:02Z a', '2026-11-27T04:00:01Z b'])).toEqual(['0 2026-11-27T04:00:02Z a', '0 2026-11-27T04:00:01Z b']);
});
