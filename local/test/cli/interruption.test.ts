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
  ['Ctrl-C after another signal', ['SIGTERM', 'SIGINT']],
  ['the same signal again', ['SIGTERM', 'SIGTERM']],
] as const)('%s ends it immediately', (_what, signals) => {
  hear(...signals);
  expect(exit.mock.calls).toEqual([[1]]);
});

test('Ctrl-C may also end the program that reads the output, and close the terminal', () => {
  hear('SIGINT', 'SIGTERM', 'SIGHUP');
  expect(exit).not.toHaveBeenCalled();
  expect(said).toHaveLength(1);
});
