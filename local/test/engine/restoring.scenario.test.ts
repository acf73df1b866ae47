import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import type { ResourceKind } from '../../src/resources';

/** An environment that is restored when `gate` opens. */
function slowKind(gate: Promise<void>): ResourceKind {
  return {
    name: 'slow',
    role: 'used',
    types: ['AWS::SQS::Queue'],
    read: () => [{ id: 'Jobs', settings: {}, logicalIds: ['Jobs'] }],
    open: () => ({
      start: () => gate,
      update: async () => undefined,
      describe: () => ({}),
      logs: async () => [],
      stop: async () => undefined,
    }),
  };
}

const PRODUCTION = { name: 'production', instances: 1, resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: {} } } };

test('a build starts while environments are still being restored; the stage that needs one reports that it waits', async () => {
  const app = new WebApp([PRODUCTION]);
  const first = await RunningEngine.start(app, { kinds: [slowKind(Promise.resolve())] });
  expect(await first.runHead()).toMatchObject({ status: 'Succeeded' });
  await first.close();

  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { open = resolve; });
  const next = await RunningEngine.begin(app, { kinds: [slowKind(gate)] });
  app.commit('the repair');
  const execution = next.runHead();
  await next.untilMessage('stage.ended', ({ stage }) => stage === 'Build');
  const waiting = await next.untilMessage('environment.waiting');
  expect(waiting.message).toBe('production is still starting what the previous run left');
  expect(next.said('environment.restored')).toEqual([]);
  open();
  expect(await execution).toMatchObject({ status: 'Succeeded' });
  expect(next.said('environment.restored')).toHaveLength(1);
});

test('after a failed first deployment, the next commit is built immediately, and the stage reports what it waits for', async () => {
  const app = new WebApp([PRODUCTION]);
  const server = app.read('server.mjs');
  app.write('server.mjs', "import './missing.mjs';\n");
  app.commit('a module that is not there');
  const first = await RunningEngine.start(app, { kinds: [slowKind(Promise.resolve())] });
  expect(await first.runHead()).toMatchObject({ status: 'Failed' });
  expect(first.environment('production').revision).toBeUndefined();
  await first.close();

  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { open = resolve; });
  const next = await RunningEngine.begin(app, { kinds: [slowKind(gate)] });
  app.write('server.mjs', server);
  const repair = app.commit('the repair');
  const execution = next.runHead();
  await next.untilMessage('stage.ended', ({ stage }) => stage === 'Build');
  expect((await next.untilMessage('environment.waiting')).message).toBe('production is still starting what the previous run left');
  expect(next.said('environment.restored')).toEqual([]);
  open();
  expect(await execution).toMatchObject({ status: 'Succeeded' });
  expect(next.environment('production')).toMatchObject({ revision: repair, instances: [{ target: 'healthy', revision: repair }] });
});

test('an environment that cannot be restored does not end the run, and the next execution starts it', async () => {
  const app = new WebApp([PRODUCTION]);
  const first = await RunningEngine.start(app, { kinds: [slowKind(Promise.resolve())] });
  await first.runHead();
  await first.close();

  let start = Promise.reject<void>(new Error('its port is taken'));
  start.catch(() => undefined);
  const kind = slowKind(Promise.resolve());
  const failsOnce: ResourceKind = { ...kind, open: (context) => ({ ...kind.open(context), start: () => start }) };
  const next = await RunningEngine.start(app, { kinds: [failsOnce] });
  expect(next.said('environment.not-restored')).toEqual([
    'production could not be restored (its port is taken); the next execution tries again',
  ]);
  start = Promise.resolve();
  app.commit('the repair');
  expect(await next.runHead()).toMatchObject({ status: 'Succeeded' });
});
