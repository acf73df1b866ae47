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

describe('the last resort', () => {
  const { title, exitCode } = process;
  const listeners = new Map<string | symbol, (error: Error) => void>();
  const remember = (event: string | symbol, listener: (error: Error) => void) => void listeners.set(event, listener);
  let kill: jest.SpyInstance;

  beforeEach(() => {
    jest.spyOn(process.stdout, 'on').mockImplementation((event, listener) => (remember(event, listener), process.stdout));
    const on = jest.spyOn(process, 'on').mockImplementation((event, listener) => (remember(event, listener), process));
    const stderr = jest.spyOn(process.stderr, 'on').mockReturnThis();
    installLastResort();
    for (const spy of [on, stderr]) spy.mockRestore();
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  });
  afterEach(() => {
    process.title = title;
    process.exitCode = exitCode;
    expect(said).toHaveLength(1);
    expect(kill).not.toHaveBeenCalled();
  });

  const happen = (events: readonly string[]) => {
    for (const event of events) {
      if (event === 'closed pipe') listeners.get('error')!(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      else if (event === 'error') listeners.get('uncaughtException')!(new Error('unexpected'));
      else hear('SIGTERM');
    }
  };

  test.each([
    ['the program that reads the output ends before the signal that ends both', ['closed pipe', 'SIGTERM']],
    ['the program that reads the output ends after it', ['SIGTERM', 'closed pipe']],
    ['an unexpected error', ['error']],
    ['an unexpected error while the run ends', ['SIGTERM', 'error']],
  ])('ends the run gracefully: %s', (_what, events) => {
    happen(events);
    expect(run.signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(events.includes('error') ? 1 : exitCode);
  });

  test('a signal after an unexpected error ends it immediately', () => {
    happen(['error', 'SIGTERM']);
    expect(exit.mock.calls).toEqual([[1]]);
  });
});
