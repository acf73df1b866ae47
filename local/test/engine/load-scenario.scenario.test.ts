import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

test('responses of the placeholder during a failed first deployment are reported, but do not count as the application\'s', async () => {
  const app = new WebApp([{ name: 'production', instances: 2 }]);
  app.behave({ health: 500 });
  app.commit('never healthy');
  const run = await RunningEngine.start(app, { loadRate: 40, allowTrafficTimeoutSeconds: 3 });
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.environment('production').load).toMatchObject({ requests: 0, dropped: 0, sent: {} });
  expect(run.said('load.ended').at(-1)).toMatch(
    /^\d+ requests? (?:was|were) answered by the placeholder, because no revision served yet$/,
  );
});

test('steps that only the next revision supports are not sent to the one that a rollback restores', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = await RunningEngine.start(app, { loadRate: 40 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  app.write('load.json', '{"requests":[{"path":"/new","status":200}]}');
  app.write('deploy/start.sh', '#!/bin/sh\nexit 7\n');
  app.commit('a new path, and a start script that fails');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.said('deployment.rollback')).toHaveLength(1);
  expect(Object.keys(run.environment('production').load?.sent ?? {})).not.toContain('GET /new');
});
