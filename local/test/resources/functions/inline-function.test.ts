import { existsSync, writeFileSync } from 'node:fs';
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

/** Lets seconds pass, one at each turn of the event loop, once the code runs. */
async function untilEnded(running: Promise<InlineResult>, runs: string): Promise<InlineResult> {
  let result: InlineResult | undefined;
  void running.then((value) => { result = value; });
  while (result === undefined) {
    // The code runs after the message that it begins, which is then read in one turn.
    const begun = existsSync(runs);
    await new Promise(setImmediate);
    if (begun) jest.advanceTimersByTime(1_000);
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
  ['the init phase', (runs: string) => `${runs} while (true);`, 'Init timed out after 10 seconds'],
  ['the invocation', (runs: string) => `exports.handler = () => { ${runs} while (true); };`, 'Task timed out after 3 seconds'],
])('%s has its own limit', async (_what, code, line) => {
  const file = join(new UsedResource('Hook').directory, 'runs');
  const running = run(code(`require('node:fs').writeFileSync(${JSON.stringify(file)}, '');`));
  expect(await untilEnded(running, file)).toEqual({ failed: true, lastLines: [line] });
});

test('a command whose signal is aborted is rejected, whether before or after it was sent', async () => {
  const { value } = await run(`
    const { Client, InvokeCommand } = require('@aws-sdk/client-lambda');
    exports.handler = async () => {
      const early = AbortSignal.abort();
      const late = new AbortController();
      const sent = [early, late.signal].map((abortSignal) => new Client().send(new InvokeCommand({}), { abortSignal }));
      late.abort();
      return (await Promise.allSettled(sent)).map(({ reason }) => reason.name);
    };`);
  expect(value).toEqual(['AbortError', 'AbortError']);
});
