import { once } from 'node:events';
import { createServer } from 'node:http';
import { opened } from './serving-service';
import type { Instance } from '../../../src/model/instance';
import { until } from '../../until';

test('after a rollback that failed, the tasks of the deployment serve until the ones before do again', async () => {
  const broken = new Set<string>();
  const pause = { kind: 'pause', stages: ['POST_SCALE_UP'], timeoutMinutes: 60, timeoutAction: 'ROLLBACK' } as const;
  const run = await opened({ alarms: [], bakeMinutes: 0, hooks: [pause] }, 1, async ({ id, address: { host, port }, revision: { image } }) => {
    const commit = image.revision.commit.id;
    if (broken.has(commit)) throw new Error('no database');
    const server = createServer((_request, response) => response.end(JSON.stringify({ version: Number(commit[0]) }))).listen(port, host);
    await once(server, 'listening');
    const ended = once(server, 'close').then(() => undefined);
    const stop = async () => {
      server.close();
      server.closeAllConnections();
      await ended;
    };
    const instance: Partial<Instance> = { id, stop, listeners: () => Promise.resolve([]), memoryBytes: () => Promise.resolve(0) };
    return { instance: instance as Instance, ended };
  });
  run.decide = () => new Promise(() => undefined);
  await run.deploy(1);
  const stop = new AbortController();
  const deployed = run.deploy(2, '', stop.signal);
  await until(() => run.said('ecs.hook').length > 0);
  broken.add('1'.repeat(40));
  stop.abort();
  await deployed;
  expect(run.record.record.deployments[0]).toMatchObject({ status: 'Stopped' });
  expect(await run.versions()).toEqual([2]);
  // A rollback to it, by the pipeline or by a person, waits until it serves.
  const again = run.deploy(1);
  broken.clear();
  await again;
  expect(await run.versions()).toContain(1);
  await until(async () => (await run.versions()).join() === '1');
  await until(() => run.service.describe().instances!.every(({ revision }) => revision === '1'.repeat(40)));
});
