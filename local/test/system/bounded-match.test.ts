import { matchEach, matchesInTime, MatchTooSlow } from '../../src/system/bounded-match';

test('matches like the expression', () => {
  expect(matchEach(/^a+$/, ['a', 'aa', 'b', ''])).toEqual([true, true, false, false]);
  expect(matchesInTime(/B/i, 'abc')).toBe(true);
  expect(matchEach(/x/, [])).toEqual([]);
});

test('an expression that takes exponential time is given up, and the next one works', () => {
  const slow = /^(a+)+$/;
  expect(() => matchesInTime(slow, `${'a'.repeat(60)}b`)).toThrow(new MatchTooSlow(
    'the regular expression ^(a+)+$ takes longer than 250 ms; nested repetitions like (a+)+ do',
  ));
  expect(matchesInTime(slow, 'aaa')).toBe(true);
});
