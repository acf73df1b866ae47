import { runCommandLine } from './run-command';

/** `gostyle run` in which everything but its exit status is pretended. */
const runUntilDone = jest.fn<Promise<number>, []>();
jest.doMock('../../src/engine', () => ({ openEngine: () => Promise.resolve({}) }));
jest.doMock('../../src/cli/run-view/run-until-done', () => ({ runUntilDone }));

async function exitStatusOfRun(): Promise<number> {
  const { command } = await import('../../src/cli/run');
  return (await runCommandLine(command(), [])).exitStatus;
}

test.each([0, 1])('`gostyle run` exits with the status of the run: %i', async (status) => {
  runUntilDone.mockResolvedValue(status);
  expect(await exitStatusOfRun()).toBe(status);
});

test('`gostyle run` exits with 1 if the runner itself has failed, though the newest execution has succeeded', async () => {
  runUntilDone.mockImplementation(() => {
    process.exitCode = 1;
    return Promise.resolve(0);
  });
  expect(await exitStatusOfRun()).toBe(1);
});
