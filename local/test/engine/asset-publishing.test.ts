import type { BuildProject } from '../../src/assembly';
import { buildAction } from '../../src/engine/actions/build-action';
import type { Environments } from '../../src/engine/environment/environments';
import type { ActionRun } from '../../src/engine/execution/action';
import type { StateDirectory } from '../../src/engine/state/state-directory';
import type { WorkDirectory } from '../../src/engine/state/work-directory';

test('assets are not published from this machine: no build runs, and nothing is missing', async () => {
  const runBuild = jest.fn();
  const project = { publishes: 'assets' } as BuildProject;
  const run = { action: { name: 'PublishAssets', project, outputArtifacts: [] } } as unknown as ActionRun;
  expect(await buildAction({} as StateDirectory, {} as WorkDirectory, {} as Environments, runBuild)(run))
    .toEqual({ summary: 'nothing to publish here: assets are in the cloud assembly' });
  expect(runBuild).not.toHaveBeenCalled();
});
