import { expectUntouched, SharedPipeline } from './shared-pipeline';
import type { EnvironmentSettings } from './web-app';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 3 };
const LOAD = { loadRate: 40 };

const shared = new SharedPipeline(PRODUCTION, { ...LOAD, allowTrafficTimeoutSeconds: 10 });

test('fails a revision that never becomes healthy on the first instance, and rolls back', async () => {
  const { app, run, good } = await shared.take();
  app.behave({ health: 500 });
  app.commit('an unhealthy service');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const failure = run.engine.state().failure;
  expect(failure).toMatchObject({ stage: 'production', environment: 'production' });
  expect(failure?.title).toMatch(/^GET \/health answered 500; deployment d-\w+ to production: Failed, AllowTraffic failed on /);
  expect(failure?.title).toMatch(
    /AllowTraffic failed on instance i-\w+: .*Health checks failed with these codes: \[500\].* 2 instances were not changed/,
  );
  expect(run.said('deployment.rollback')).toEqual([expect.stringContaining(`rolling back to ${good.slice(0, 7)}`)]);
  expectUntouched(run, good);
  expect(run.fewestHealthy.get('production')).toBe(2);
});
