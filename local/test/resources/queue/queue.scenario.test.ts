import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { queueKind } from './queue-kind';
import { isFreePort } from '../../../src/system/free-port';
import { RunningEngine } from '../../engine/running-engine';
import { WebApp, type EnvironmentSettings } from '../../engine/web-app';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 1 };
const WITH_QUEUE: EnvironmentSettings = {
  ...PRODUCTION,
  resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 20 } } },
  environment: { QUEUE_URL: { Ref: 'Jobs' } },
};
/** A deployment sends a message to the queue in the host's user data. */
const SEND = `
. /etc/gostyle/environment
[ -z "\${QUEUE_URL:-}" ] || /usr/local/bin/node -e "fetch(process.argv[1], { method: 'POST', body: 'deployed' })" "$QUEUE_URL"
`;

const OPTIONS = { kinds: [queueKind] };

function panelOf(run: RunningEngine) {
  return run.environment('production').panels.find(({ id }) => id === 'Jobs');
}

test('a third-party kind of resource starts, passes its address to user data, is shown, has logs, is updated, restored and removed', async () => {
  const app = new WebApp([WITH_QUEUE]);
  app.write('deploy/start.sh', `${app.read('deploy/start.sh')}${SEND}`);
  app.commit('a revision that sends a message');
  const run = await RunningEngine.start(app, OPTIONS);
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const { address, ...panel } = panelOf(run) ?? {};
  expect(panel).toEqual({ id: 'Jobs', title: 'Queue', status: 'Running', facts: [{ label: 'Visibility timeout', value: '20 s' }] });
  expect(await (await fetch(`http://${address}`)).json()).toEqual(['deployed']);
  expect(run.environment('production').recordedOnly.map(({ logicalId }) => logicalId)).toEqual(['Logs']);
  const added = run.messages.filter(({ code }) => code === 'change-set.change').map(({ message }) => message);
  expect(added).toContain('Add Jobs (AWS::SQS::Queue)');

  const logs = (await run.engine.instanceLogs('production'))?.logs ?? [];
  const sources = logs.map(({ source, instance }) => ({ source, hasInstance: instance !== undefined }));
  expect(sources).toEqual(expect.arrayContaining([{ source: 'Jobs', hasInstance: false }, { source: 'web.service', hasInstance: true }]));
  expect(logs.find(({ source }) => source === 'Jobs')?.lines).toContain('received deployed');

  app.configure([{ ...WITH_QUEUE, resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 40 } } } }]);
  app.commit('another visibility timeout');
  await run.runHead();
  expect(panelOf(run)?.facts[0].value).toBe('40 s');
  const port = Number(address?.split(':')[1]);
  await run.close();
  expect(await isFreePort(port)).toBe(true);

  const next = await RunningEngine.start(app, OPTIONS);
  await next.until('the queue at its old address', () => panelOf(next)?.address === address);
  app.configure([PRODUCTION]);
  app.commit('no queue any more');
  expect(await next.runHead()).toMatchObject({ status: 'Succeeded' });
  expect(panelOf(next)).toBeUndefined();
  expect(await isFreePort(port)).toBe(true);
  expect(existsSync(join(app.directory, '.gostyle/environments/production/resources/Jobs'))).toBe(false);
});
