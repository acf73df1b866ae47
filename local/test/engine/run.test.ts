import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

test('a commit reaches production, and the next one rolls over the running instances without a dropped request', async () => {
  const app = new WebApp([{ name: 'production', instances: 3, approval: true }]);
  const run = await RunningEngine.start(app, { loadRate: 40 });

  const first = await run.runHead();
  const stages = ['Source', 'Build', 'UpdatePipeline', 'production'].map((name) => ({ name, status: 'Succeeded' }));
  expect(first).toMatchObject({ status: 'Succeeded', stages });
  const instances = run.environment('production').instances.map(({ id }) => id);

  run.fewestHealthy.clear();
  const commit = app.commit('the second commit');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded', commit: { id: commit } });

  const production = run.environment('production');
  expect(production).toMatchObject({ revision: commit, load: { dropped: 0 } });
  expect(production.instances.map(({ id, revision, lifecycle, target }) => ({ id, revision, lifecycle, target })))
    .toEqual(instances.map((id) => ({ id, revision: commit, lifecycle: 'InService', target: 'healthy' })));
  await run.until('the memory of each', () => run.environment('production').instances.every(({ memoryBytes = 0 }) => memoryBytes > 2 ** 20));
  expect(run.fewestHealthy.get('production')).toBe(2);
  expect(run.versionsSeen('production')).toEqual([first.commit.id, commit]);
});
