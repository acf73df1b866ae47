import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reporter } from '../../../src/messages/reporter';
import type { ExitStatus } from '../../../src/model/instance';
import { afterTest } from '../../engine/after-test';

const launchTask = jest.fn();
jest.mock('../../../src/resources/ecs/launch-task', () => ({
  ...jest.requireActual<object>('../../../src/resources/ecs/launch-task'),
  launchTask: (...given: unknown[]) => launchTask(...given) as unknown,
}));

test('a command that has just been started when the execution is stopped is ended', async () => {
  const { runCommandTask } = await import('../../../src/resources/ecs/command-task');
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-command-'));
  afterTest(() => rmSync(directory, { recursive: true }));
  const stopped = new AbortController();
  launchTask.mockImplementation(() => {
    let end = (_status: ExitStatus) => {};
    const ended = new Promise<ExitStatus>((resolve) => { end = resolve; });
    const stop = () => Promise.resolve(end({ code: null, signal: 'SIGKILL' }));
    stopped.abort(new Error('stopped'));
    return Promise.resolve({ instance: { stop }, ended });
  });
  const parts = {
    environment: 'production', directory, hidden: [], closing: new AbortController().signal, secret: () => Promise.resolve(''),
  };
  const revision = { settings: { command: ['migrate'], containerName: 'web' } } as unknown as Parameters<typeof runCommandTask>[2];
  const work = { reporter: new Reporter(() => undefined), signal: stopped.signal };
  await expect(runCommandTask(parts, { timeoutSeconds: 3600 } as Parameters<typeof runCommandTask>[1], revision, work)).rejects.toThrow('stopped');
});
