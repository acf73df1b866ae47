import type { BuildProject } from '../../src/assembly';
import { buildAction, type BuildServices } from '../../src/engine/actions/build-action';
import type { ActionRun } from '../../src/engine/execution/action';

test('assets are not published from this machine: no build runs, and the execution succeeds', async () => {
  const project = { publishes: 'assets' } as BuildProject;
  const run = { action: { name: 'PublishAssets', project, outputArtifacts: [] } } as unknown as ActionRun;
  // Without services: a build would need them.
  expect(await buildAction({} as BuildServices)(run)).toEqual({ summary: 'nothing to publish here: assets are in the cloud assembly' });
});
