import { expectUntouched, SharedPipeline } from './shared-pipeline';
import type { EnvironmentSettings } from './web-app';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 3 };
const LOAD = { loadRate: 40 };

const shared = new SharedPipeline(PRODUCTION, { ...LOAD, allowTrafficTimeoutSeconds: 10 });

test('fails a commit whose test fails, and deploys nothing', async () => {
  const { app, run, good } = await shared.take();
  app.behave({ passesItsTest: false });
  app.commit('a broken test');
  const deployments = run.said('deployment.started').length;

  expect(await run.runHead()).toMatchObject({
    status: 'Failed',
    stages: [{ name: 'Source' }, { name: 'Build', status: 'Failed' }, { status: 'NotStarted' }, { status: 'NotStarted' }],
  });
  expect(run.engine.state().failure).toMatchObject({ stage: 'Build', title: expect.stringContaining('`node test.mjs`') as string });
  expect(run.engine.state().failure?.lastLines.join('\n')).toContain('expected: true, got: false');
  expect(run.said('deployment.started')).toHaveLength(deployments);
  expectUntouched(run, good);

  app.behave({ passesItsTest: true });
  const repaired = app.commit('the test is repaired');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expectUntouched(run, repaired);
});

test('fails a revision that never becomes healthy on the first instance, and rolls back', async () => {
  const { app, run, good } = await shared.take();
  app.behave({ health: 500 });
  app.commit('an unhealthy service');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const failure = run.engine.state().failure;
  expect(failure).toMatchObject({ stage: 'production', environment: 'production' });
  expect(failure?.title).toMatch(
    /AllowTraffic failed on instance i-\w+: .*Health checks failed with these codes: \[500\].* 2 instances were not changed/,
  );
  expect(run.said('deployment.rollback')).toEqual([expect.stringContaining(`rolling back to ${good.slice(0, 7)}`)]);
  expectUntouched(run, good);
  expect(run.fewestHealthy.get('production')).toBe(2);
});

test('fails a revision whose start script fails, and names the script, its exit code and its last lines', async () => {
  const { app, run, good } = await shared.take();
  app.write('deploy/start.sh', '#!/bin/sh\necho "about to fail" >&2\nexit 7\n');
  app.commit('a start script that fails');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure).toMatchObject({
    environment: 'production',
    diagnostics: { errorCode: 'ScriptFailed', scriptName: 'deploy/start.sh', message: expect.stringContaining('exit code 7') as string },
    lastLines: expect.arrayContaining([expect.stringContaining('about to fail')]) as string[],
  });
  expectUntouched(run, good);
});
