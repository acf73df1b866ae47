import { parseMatcher } from '../../src/balancer/matcher';

test.each([
  ['200', [200], [201, 199, 302]],
  ['200-299', [200, 250, 299], [199, 300]],
  ['200,302', [200, 302], [301]],
  ['200, 300-303,404', [200, 301, 404], [405]],
])('%s', (matcher, passing, failing) => {
  const matches = parseMatcher(matcher);
  expect(passing.filter(matches)).toEqual(passing);
  expect(failing.filter(matches)).toEqual([]);
});

test.each(['', 'ok', '20', '200-', '200;302'])('refuses %p', (matcher) => {
  expect(() => parseMatcher(matcher)).toThrow('`matcher` must be status codes like 200, 200-299 or 200,302');
});
