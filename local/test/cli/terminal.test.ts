import { Style } from '../../src/cli/run-view/style';
import { hasPerson, isLive } from '../../src/cli/terminal';

const STREAMS = [process.stdin, process.stderr] as const;
const before = { ...process.env };
const terminals = STREAMS.map(({ isTTY }) => isTTY);

beforeEach(() => STREAMS.forEach((stream) => { stream.isTTY = true; }));
afterEach(() => {
  process.env = { ...before };
  STREAMS.forEach((stream, index) => { stream.isTTY = terminals[index]!; });
});

test.each([
  [{ CI: undefined }, true],
  [{ CI: '' }, true],
  [{ CI: 'false' }, true],
  [{ CI: 'true' }, false],
  [{ CI: '1' }, false],
])('with %j it is interactive: %s', (environment, expected) => {
  Object.assign(process.env, environment);
  if (environment.CI === undefined) delete process.env.CI;
  process.env.TERM = 'xterm';
  expect([hasPerson(), isLive()]).toEqual([expected, expected]);
});

test('asks no questions without a terminal', () => {
  delete process.env.CI;
  process.stdin.isTTY = false;
  expect(hasPerson()).toBe(false);
});

test('NO_COLOR, which --no-color sets, removes colours', () => {
  process.env.TERM = 'xterm';
  delete process.env.NO_COLOR;
  expect(new Style().of('red', 'x')).not.toBe('x');
  process.env.NO_COLOR = '1';
  expect(new Style().of('red', 'x')).toBe('x');
});
