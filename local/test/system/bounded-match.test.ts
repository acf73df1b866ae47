import { matchEach, matchesInTime, MatchTooSlow } from '../../src/system/bounded-match';

test('matches as the expression does', () => {
  expect(matchEach(/^a+$/, ['a', 'aa', 'b', ''])).toEqual([true, true, false, false]);
  expect(matchesInTime(/B/i, 'abc')).toBe(true);
  expect(matchEach(/x/, [])).toEqual([]);
});

test('an expression of exponential time is given up, and the next one is matched', () => {
  const slow = /^(a+)+$/;
  expect(() => matchesInTime(slow, `${'a'.repeat(60)}b`)).toThrow(new MatchTooSlow(
    'the regular expression ^(a+)+$ takes longer than 250 ms; nested repetitions like (a+)+ do',
  ));
  expect(matchesInTime(slow, 'aaa')).toBe(true);
});
