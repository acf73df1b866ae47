import { appWith, OPTIONS } from './app-with-command';
import { RunningEngine } from './running-engine';

test('a command that fails says why, and nothing is deployed', async () => {
  const { app } = appWith(() => 'if [ -e broken ]; then echo "column visits is not there" >&2; exit 3; fi');
  const run = await RunningEngine.start(app, OPTIONS);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const before = run.environment('staging').revision;
  app.write('broken', '');
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- appspec.yml', '- appspec.yml\n        - broken'));
  app.commit('a migration that fails');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const { failure } = run.engine.state();
  expect(failure).toMatchObject({ stage: 'staging' });
  expect(JSON.stringify(failure)).toContain('column visits is not there');
  expect(run.environment('staging')).toMatchObject({ revision: before, instances: [{ revision: before }, { revision: before }] });
  expect(run.messages.filter(({ code }) => code === 'deployment.started')).toHaveLength(1);
});
