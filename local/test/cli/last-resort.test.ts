import { installLastResort } from '../../src/cli/last-resort';

afterEach(() => jest.restoreAllMocks());

test('several errors ask a run to end once, because the second signal would end it immediately', () => {
  const { title, exitCode } = process;
  const written: string[] = [];
  const listeners = new Map<string | symbol, (error: Error) => void>();
  const on = jest.spyOn(process, 'on').mockImplementation((event, listener) => {
    listeners.set(event, listener as (error: Error) => void);
    return process;
  });
  jest.spyOn(process.stdout, 'on').mockReturnThis();
  jest.spyOn(process.stderr, 'on').mockReturnThis();
  installLastResort();
  on.mockRestore();
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
  const shutDown = () => undefined;
  process.on('SIGTERM', shutDown);
  try {
    for (const text of ['first', 'second']) listeners.get('uncaughtException')!(new Error(text));
  } finally {
    process.off('SIGTERM', shutDown);
    process.title = title;
    process.exitCode = exitCode;
  }
  expect(written).toEqual(['gostyle: first\n', 'gostyle: second\n']);
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
});
