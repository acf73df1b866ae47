import type { Engine } from '../../src/engine';

jest.mock('../../src/cli/run-view/open-console', () => ({ openConsole: () => Promise.reject(new Error('the port is taken')) }));

afterEach(() => jest.restoreAllMocks());

test('a run that fails, and then cannot be ended in an orderly way, says why it failed', async () => {
  const { runUntilDone } = await import('../../src/cli/run-view/run-until-done');
  const listeners = process.listenerCount('SIGTERM');
  let written = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const engine = {
    onMessage: () => () => undefined,
    onState: () => () => undefined,
    close: () => Promise.reject(new Error('an instance does not end')),
  } as Partial<Engine> as Engine;
  const view = { once: true, verbose: true, stateDirectory: '/nowhere', program: '/nowhere/gostyle.cjs' };
  await expect(runUntilDone(engine, view)).rejects.toThrow('the port is taken');
  expect(written).toContain('an instance does not end');
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
});
