import { endStep } from '../../src/engine/ending';
import { Reporter } from '../../src/messages/reporter';

const said: string[] = [];
const reporter = new Reporter(({ code, message }) => said.push(`${code}: ${message}`));

beforeEach(() => {
  said.length = 0;
  jest.useFakeTimers();
});

afterEach(() => jest.useRealTimers());

test('a step that ends immediately is not mentioned', async () => {
  await endStep({ what: 'the log to be written', seconds: 10 }, Promise.resolve(), reporter);
  expect(said).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test('a step that takes longer is named, and one that never ends is abandoned', async () => {
  const step = endStep({ what: 'instances to stop', seconds: 10 }, new Promise(() => undefined), reporter);
  jest.advanceTimersByTime(3_000);
  expect(said).toEqual(['runner.waiting: waiting for instances to stop (at most 10 s)']);
  jest.advanceTimersByTime(7_000);
  await step;
  expect(said.at(-1)).toBe('runner.not-ended: gave up waiting for instances to stop after 10 s: the run ends without it');
  expect(jest.getTimerCount()).toBe(0);
});

test('a step that fails is named, and the next one follows', async () => {
  await endStep({ what: 'the state to be written', seconds: 10 }, Promise.reject(new Error('ENOSPC')), reporter);
  expect(said).toEqual(['runner.not-ended: the state to be written: ENOSPC']);
});
