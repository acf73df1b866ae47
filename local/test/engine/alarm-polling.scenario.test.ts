import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import type { Load } from '../../src/model/load';
import { patientLoad } from '../patient-load';

/** 60 seconds in CloudWatch; shorter here, so that the test need not wait for a minute. */
const PERIOD = 10;
const ALARMS = [{ id: 'Errors', threshold: 5, period: PERIOD }];

let load: Load | undefined;
afterEach(async () => {
  await load?.stop();
  load = undefined;
});

function production(run: RunningEngine) {
  const { deployment, instances, statistics, url, revision } = run.environment('production');
  const { elb502, elb503, elb504 } = statistics;
  return { deployment, revision, url, revisions: instances.map((each) => each.revision), answeredByBalancer: elb502 + elb503 + elb504 };
}

async function breakEveryInstance(run: RunningEngine): Promise<void> {
  const { url, revisions } = production(run);
  for (const _ of [...revisions, ...revisions]) await fetch(`${url}/break`).then((answer) => answer.text());
}

test('a first deployment is not stopped by errors from before it', async () => {
  const app = new WebApp([{ name: 'production', instances: 2, alarms: ALARMS }]);
  const run = await RunningEngine.start(app);
  const execution = run.runHead();
  const url = await run.until('an address', () => run.environment('production').url || undefined);
  load = patientLoad({ url, paths: ['/'], rate: 50 });

  expect(await execution).toMatchObject({ status: 'Succeeded' });
  expect(run.said('alarm.active')).not.toEqual([]);
  expect(production(run).deployment).toMatchObject({ creator: 'user', status: 'Succeeded' });
});

test('a repair succeeds while the alarms of the current revision are active, and the repaired revision is protected again', async () => {
  const app = new WebApp([{ name: 'production', instances: 2, alarms: ALARMS }]);
  app.behave({ breakable: true });
  app.commit('a service that can break');
  const run = await RunningEngine.start(app);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  load = patientLoad({ url: production(run).url, paths: ['/'], rate: 50 });
  await breakEveryInstance(run);
  await run.untilMessage('alarm.active');

  app.behave({ breakable: false });
  const repair = app.commit('the repair');
  const execution = await run.runHead();
  expect(execution).toMatchObject({ status: 'Succeeded' });
  expect(execution.stages.at(-1)?.actions.slice(-2)).toMatchObject([
    { name: 'SetAlarmPolling', status: 'Succeeded' }, { name: 'Deploy', status: 'Succeeded' },
  ]);
  expect(run.said('deployment.rollback')).toEqual([]);
  expect(production(run)).toMatchObject({ revisions: [repair, repair], answeredByBalancer: 0 });

  app.behave({ failsAfterSeconds: 0.2 });
  app.commit('a service that breaks by itself');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/Stopped, alarm \S+ is in alarm/);
  expect(production(run)).toMatchObject({
    deployment: { creator: 'codeDeployRollback', status: 'Succeeded' }, revision: repair, revisions: [repair, repair], answeredByBalancer: 0,
  });

  // The alarm of the revision that was rolled back is still active: the deployment waits for it, and what serves stays protected.
  app.commit('it breaks again');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.said('deployment.rollback')).toHaveLength(2);
  expect(production(run)).toMatchObject({ revision: repair, revisions: [repair, repair], answeredByBalancer: 0 });
});
