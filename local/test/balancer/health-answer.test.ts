import { healthAnswerText } from '../../src/balancer/health-answer';

const REMEDY = 'set `healthCheckPath` to a path that answers 200';

test.each([
  ['/room/hn', `/room/hn: ${REMEDY}`],
  ['login?next=%2F', `/login: ${REMEDY}`],
  ['https://login.example.com/start#top', `https://login.example.com/start: ${REMEDY}`],
  ['https://10.0.0.1/', `https://10.0.0.1/: ${REMEDY}, or let the application answer this one without HTTPS`],
  ['http://[', `http://[: ${REMEDY}`],
  [`/${'a'.repeat(300)}`, `/${'a'.repeat(199)}: ${REMEDY}`],
])('a redirect to %s', (location, said) => {
  expect(healthAnswerText({ path: '/', status: 302, location, expected: '200' })).toBe(`GET / answered 302 to ${said}`);
});

test('names what the target group expects', () => {
  expect(healthAnswerText({ path: '/', status: 301, location: '/a', expected: '200-299' })).toMatch(/ a path that answers 200-299$/);
});

test.each([[404, undefined], [304, undefined], [500, '/a']])('nothing leads on from %s', (status, location) => {
  expect(healthAnswerText({ path: '/health', status, location, expected: '200' })).toBe(`GET /health answered ${status}`);
});
