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

test.each(['placeholder-node.sh', 'placeholder-python.sh'])('the response of %s is recognized', (script) => {
  expect(readFileSync(join(__dirname, '../../../provisioning', script), 'utf8')).toContain(`'${PLACEHOLDER.replace('\n', '\\n')}'`);
});
