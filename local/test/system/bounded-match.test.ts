import { Script } from 'node:vm';
import { matchEach, matchesInTime, MatchTooSlow } from '../../src/system/bounded-match';

afterEach(() => jest.restoreAllMocks());

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

test('a machine that is busy does not make an expression slow', () => {
  const late = Object.assign(new Error('Script execution timed out after 250ms'), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
  jest.spyOn(Script.prototype, 'runInContext').mockImplementationOnce(() => { throw late; });
  expect(matchesInTime(/a/, 'a')).toBe(true);
});
