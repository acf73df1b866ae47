import { RunningEngine } from './running-engine';
import { WebApp, type EnvironmentSettings } from './web-app';

type Compute = EnvironmentSettings['compute'];

/** 60 seconds in CloudWatch. */
const ALARMS = [{ id: 'Errors', threshold: 5, period: 10 }];
/** It is never active, and a whole period takes longer than a test may. */
const SLOW_ALARMS = [{ id: 'Errors', threshold: 1_000_000, period: 3600 }];

/** The first revision, for which no alarm exists yet, responds to everything except health checks with 500. The load requests what users would. */
async function badRevisionServing(compute?: Compute, alarms = ALARMS): Promise<{ readonly app: WebApp; readonly run: RunningEngine }> {
  const app = new WebApp([{ name: 'production', instances: 2, alarms, ...compute && { compute } }]);
  app.write('load.json', '{"requests":[{"path":"/"}]}');
  app.behave({ failsAfterSeconds: 0 });
  app.commit('a service that answers 500');
  const run = await RunningEngine.start(app, { shortened: 600 });
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  await run.close();
  return { app, run: await RunningEngine.start(app, { loadRate: 50, shortened: 600 }) };
}

test.each([['Fargate', 'fargate', 'ecs.alarms-ignored'], ['EC2', undefined, 'deployment.alarms-ignored']] as const)(
  'with %s, a bad revision can be replaced, because its alarm is active before the deployment', async (_name, compute, ignored) => {
    const { app, run } = await badRevisionServing(compute);
    app.behave({ failsAfterSeconds: 1_000_000 });
    const repair = app.commit('the repair');
    expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
    expect(run.said('load.beforehand')).toEqual(
      [expect.stringMatching(/^production answers \/ with 500 before the deployment: the load runs until its alarm is active$/)]);
    expect(run.said(ignored)[0]).toMatch(/is already in alarm: .* ignores alarms, so that it can bring a fix$/);
    expect(run.environment('production')).toMatchObject({ revision: repair, deployment: { status: 'Succeeded' } });

    // The current revision works, so no time is spent on it. An alarm may still be active, as on AWS.
    run.forget();
    app.commit('the next one');
    expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
    expect(run.said('load.beforehand')).toEqual([]);
  });

test('a function keeps a bad version, as on AWS, and the failure explains how to replace it', async () => {
  const { app, run } = await badRevisionServing('lambda');
  app.behave({ failsAfterSeconds: 1_000_000 });
  app.commit('the repair');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(
    /alarm \S+ was already active, and CodeDeploy then refuses to start a deployment; to deploy a fix, set `heedAlarms: false` on/);
});

test.each<[string, Compute]>([['EC2', undefined], ['Fargate', 'fargate'], ['Lambda', 'lambda']])(
  'with %s, a stop ends the wait for an alarm', async (_name, compute) => {
    const { app, run } = await badRevisionServing(compute, SLOW_ALARMS);
    app.behave({ failsAfterSeconds: 1_000_000 });
    app.commit('the repair');
    const execution = run.runHead();
    await run.untilMessage('load.beforehand');
    expect(run.engine.stop(run.engine.state().executions[0]!.id)).toEqual({ accepted: true });
    expect(await execution).toMatchObject({ status: 'Stopped' });
    expect(run.environment('production').deployment).not.toMatchObject({ status: 'InProgress' });
  });
