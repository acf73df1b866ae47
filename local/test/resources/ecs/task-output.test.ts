import { opened } from './serving-service';
import type { Instance } from '../../../src/model/instance';
import { until } from '../../until';

test('a task that has ended is replaced, also if what it wrote cannot be read', async () => {
  const run = await opened({ alarms: [] }, 600, ({ id }) => {
    const listeners = () => Promise.reject(new Error('too many open files'));
    const instance = { id, stop: () => Promise.resolve(), listeners } as Partial<Instance> as Instance;
    return Promise.resolve({ instance, ended: Promise.resolve({ code: 1, signal: null }) });
  });
  const stop = new AbortController();
  const deployed = run.deploy(1, '', stop.signal);
  await until(() => run.said('task.failed').length > 2);
  stop.abort();
  await deployed;
  expect(run.said('host.output.not-read')).toContain('the output of the application cannot be shown: too many open files');
});
