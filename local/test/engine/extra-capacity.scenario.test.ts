import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import { patientLoad } from '../patient-load';

function instancesOf(run: RunningEngine) {
  return run.environment('production').instances.map(({ lifecycle, target, revision }) => ({ lifecycle, target, revision }));
}

function twoWith(revision: string) {
  return Array.from({ length: 2 }, () => ({ lifecycle: 'InService', target: 'healthy', revision }));
}

test('an instance is added for a deployment and removed after it, even if it fails: the fleet never serves with fewer than before', async () => {
  const app = new WebApp([{ name: 'production', instances: 2, extraCapacity: 1 }]);
  const run = await RunningEngine.start(app);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const load = patientLoad({ url: run.environment('production').url, paths: ['/version'], rate: 50 });
  const sizes = () => run.said('deployment.started').map((message) => /to (\d+) instance/.exec(message)?.[1]).filter((size) => size !== '1');

  const good = app.commit('the second commit');
  const execution = await run.runHead();
  expect(execution).toMatchObject({ status: 'Succeeded' });
  expect(execution.stages.at(-1)?.actions.slice(-2)).toMatchObject([
    { name: 'AddCapacity', status: 'Succeeded' }, { name: 'Deploy', status: 'Succeeded' },
  ]);
  expect(instancesOf(run)).toEqual(twoWith(good));

  app.write('deploy/start.sh', '#!/bin/sh\nexit 7\n');
  app.commit('a start script that fails');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.said('deployment.rollback')).toHaveLength(1);
  expect(instancesOf(run)).toEqual(twoWith(good));

  // The first and the second commit, the third one and its rollback.
  expect(sizes()).toEqual(['3', '3', '3', '3']);
  expect(run.fewestHealthy.get('production')).toBeGreaterThanOrEqual(2);
  expect(await load.stop()).toMatchObject({ dropped: 0, firstDrops: [] });
  expect(run.environment('production').recordedOnly).toEqual([{ logicalId: 'Logs', resourceType: 'AWS::S3::Bucket' }]);
});
