import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

const FAILS_ONCE_IN_STAGING = `#!/bin/sh
case "$DEPLOYMENT_GROUP_NAME" in
  *staging) [ ! -e /opt/tried ] || exec sh "$(dirname "$0")/really-start.sh"; touch /opt/tried ;;
esac
exit 7
`;

test('UpdatePipeline is skipped while the template is unchanged; a failed stage is retried, or rolled back with its stack', async () => {
  const environments = [
    { name: 'staging', instances: 1, onFailure: 'RETRY' as const }, { name: 'production', instances: 1, onFailure: 'ROLLBACK' as const },
  ];
  const app = new WebApp(environments, { templateHash: true });
  app.write('buildspec.yml', app.read('buildspec.yml')
    .replace('phases:', 'env:\n  exported-variables: [TEMPLATE_HASH]\nphases:')
    .replace('artifacts:', '      - export TEMPLATE_HASH="$(sha256sum cdk.out/Web.template.json | cut -d" " -f1)"\nartifacts:'));
  const good = app.commit('exports the hash of the template');
  const run = await RunningEngine.start(app);
  const stages = (index: number) => run.engine.state().executions[index].stages.map(({ status }) => status);

  // The first update sets the hash, which changes the pipeline.
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expect([stages(1), stages(0)]).toEqual([
    ['Succeeded', 'Succeeded', 'Succeeded', 'NotStarted', 'NotStarted'],
    ['Succeeded', 'Succeeded', 'Skipped', 'Succeeded', 'Succeeded'],
  ]);

  app.write('deploy/really-start.sh', app.read('deploy/start.sh'));
  app.write('deploy/start.sh', FAILS_ONCE_IN_STAGING);
  app.configure(environments.map((each) => ({ ...each, maximum: 9 })), { templateHash: true });
  const bad = app.commit('starts in staging only, and only when it is tried again');
  expect(await run.runHead()).toMatchObject({ status: 'Failed', commit: { id: bad } });
  expect(stages(1)).toEqual(['Succeeded', 'Succeeded', 'Skipped', 'Succeeded', 'Failed']);
  expect(run.said('stage.retry')).toEqual(['stage staging failed and is retried (FAILED_ACTIONS)']);
  expect(run.environment('staging')).toMatchObject({ revision: bad, instances: [{ revision: bad, target: 'healthy' }] });

  const [rollback] = run.engine.state().executions;
  expect(rollback).toMatchObject({
    trigger: 'Rollback', status: 'Succeeded', commit: { id: good }, stages: [{}, {}, {}, { status: 'Skipped' }, { status: 'Succeeded' }],
  });
  expect(run.messages.filter(({ code, executionId }) => code === 'change-set.change' && executionId === rollback.id).map(({ message }) => message))
    .toEqual([expect.stringContaining('Modify Fleet (AWS::AutoScaling::AutoScalingGroup)')]);
  expect(run.environment('production')).toMatchObject({ revision: good, instances: [{ revision: good, target: 'healthy' }] });
});
