import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInlineFunction, type InlineResult } from '../../../src/resources/functions/inline-function';
import { UsedResource } from '../used-resource';

const FUNCTION = { logicalId: 'Hook', handler: 'handler', variables: {}, timeoutSeconds: 3 };
const refuse = () => Promise.reject(new Error('refused'));

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

function run(code: string, variables: Readonly<Record<string, string>> = {}): Promise<InlineResult> {
  return runInlineFunction({ ...FUNCTION, code, variables }, {}, refuse, new AbortController().signal);
}

/** Lets seconds pass, one at each turn of the event loop. */
async function untilEnded(running: Promise<InlineResult>): Promise<InlineResult> {
  let result: InlineResult | undefined;
  void running.then((value) => { result = value; });
  while (result === undefined) {
    jest.advanceTimersByTime(1_000);
    await new Promise(setImmediate);
  }
  return result;
}

test('the start of Node.js does not count as the function\'s time', async () => {
  const { directory } = new UsedResource('Hook');
  const slow = join(directory, 'slow.js');
  const started = join(directory, 'started');
  writeFileSync(slow, `const { existsSync } = require('node:fs');
    while (!existsSync(${JSON.stringify(started)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);`);
  const running = run('exports.handler = async () => "done";', { NODE_OPTIONS: `--require ${slow}` });
  jest.advanceTimersByTime(60_000);
  writeFileSync(started, '');
  expect(await running).toEqual({ value: 'done', failed: false, lastLines: [] });
});

test.each([
  ['the init phase', 'while (true);', 'Init timed out after 10 seconds'],
  ['the invocation', 'exports.handler = () => { while (true); };', 'Task timed out after 3 seconds'],
])('%s has its own limit', async (_what, code, line) => {
  expect(await untilEnded(run(code))).toEqual({ failed: true, lastLines: [line] });
});
