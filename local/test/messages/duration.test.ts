import { duration } from '../../src/messages/duration';

test.each([
  [0, '0 s'], [0.0001, '1 ms'], [0.04, '40 ms'], [0.12, '0.1 s'], [2.98, '3 s'], [3.24, '3.2 s'],
  [9.94, '9.9 s'], [9.96, '10 s'], [59.4, '59 s'], [59.6, '1 min 00 s'], [60, '1 min 00 s'],
  [119.6, '2 min 00 s'], [125, '2 min 05 s'], [3599.6, '1 h 00 min'], [4503, '1 h 15 min'],
])('%d seconds are shown as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
