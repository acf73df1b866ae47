import { installLastResort } from '../../src/cli/last-resort';
import { interruption, type Interruption } from '../../src/cli/run-view/interruption';

let said: string[];
let exit: jest.SpyInstance;
let run: Interruption;

beforeEach(() => {
  said = [];
  exit = jest.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  run = interruption((text) => said.push(text));
});
afterEach(() => {
  run.forget();
  jest.restoreAllMocks();
});

function hear(...signals: readonly NodeJS.Signals[]): void {
  for (const signal of signals) process.emit(signal, signal);
}

test('the first signal ends the run gracefully', async () => {
  hear('SIGINT');
  await run.promise;
  expect(run.signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
  expect(said).toEqual([expect.stringContaining('press Ctrl-C again to end immediately')]);
});

test.each([
  ['a second Ctrl-C', ['SIGINT', 'SIGINT']],
  ['another signal', ['SIGINT', 'SIGTERM']],
] as const)('%s ends it immediately', (_what, signals) => {
  hear(...signals);
  expect(exit.mock.calls).toEqual([[1]]);
});

test.each([
  ['before', ['broken pipe', 'SIGTERM']],
  ['after', ['SIGTERM', 'broken pipe']],
])('the program that reads the output may end %s the signal that ends both', (_when, events) => {
  const { title } = process;
  const listeners = new Map<string | symbol, (error: Error) => void>();
  jest.spyOn(process.stdout, 'on').mockImplementation((event, listener) => {
    listeners.set(event, listener);
    return process.stdout;
  });
  const stderr = jest.spyOn(process.stderr, 'on').mockReturnThis();
  const on = jest.spyOn(process, 'on').mockReturnThis();
  installLastResort();
  for (const spy of [on, stderr]) spy.mockRestore();
  process.title = title;
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  for (const event of events) {
    if (event === 'broken pipe') listeners.get('error')!(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    else hear('SIGTERM');
  }
  expect(run.signal.aborted).toBe(true);
  expect(said).toHaveLength(1);
  expect(kill).not.toHaveBeenCalled();
  expect(exit).not.toHaveBeenCalled();
});
