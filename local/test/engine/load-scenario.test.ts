import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import { PLACEHOLDER } from '../../src/engine/environment/start-load';

test('the load follows load.json of the repository once the revision serves, and the summary shows what was sent', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  app.write('load.json', '{"requests":[{"method":"POST","path":"/hello","body":{"n":"{n}"},"status":200}]}');
  app.commit('a scenario');
  const run = await RunningEngine.start(app, { loadRate: 40 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const { load } = run.environment('production');
  expect(load?.sent['POST /hello']).toBeGreaterThan(0);
  expect(load?.sent['GET /health']).toBeGreaterThan(load?.sent['POST /hello'] ?? 0);
  expect(run.said('load.ended').at(-1)).toMatch(/POST \/hello \d+ times/);

  app.write('load.json', '{"requests":[{"path":"hello"}]}');
  app.commit('a scenario with a mistake');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toBe('load.json: requests[0].path: must start with /, got: "hello"');
});

test('responses of the placeholder during a failed first deployment are reported, but do not count as the application\'s', async () => {
  const app = new WebApp([{ name: 'production', instances: 2 }]);
  app.behave({ health: 500 });
  app.commit('never healthy');
  const run = await RunningEngine.start(app, { loadRate: 40, allowTrafficTimeoutSeconds: 3 });
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.environment('production').load).toMatchObject({ requests: 0, dropped: 0, sent: {} });
  expect(run.said('load.ended').at(-1)).toMatch(
    /^no request reached the application; the placeholder that hosts have until their first revision answered \d+$/,
  );
});

test.each(['placeholder-node.sh', 'placeholder-python.sh'])('the response of %s is recognized', (script) => {
  expect(readFileSync(join(__dirname, '../../../provisioning', script), 'utf8')).toContain(`'${PLACEHOLDER.replace('\n', '\\n')}'`);
});

test('steps that only the next revision supports are not sent to the one that a rollback restores', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = await RunningEngine.start(app, { loadRate: 40, allowTrafficTimeoutSeconds: 3 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  app.write('load.json', '{"requests":[{"path":"/new","status":200}]}');
  app.write('deploy/start.sh', '#!/bin/sh\nexit 7\n');
  app.commit('a new path, and a start script that fails');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.said('deployment.rollback')).toHaveLength(1);
  expect(Object.keys(run.environment('production').load?.sent ?? {})).not.toContain('GET /new');
});
