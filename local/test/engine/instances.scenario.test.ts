import { execFileSync } from 'node:child_process';
import { openGate } from './gate';
import type { RunningEngine } from './running-engine';
import { inProduction, SharedPipeline } from './shared-pipeline';
import type { EnvironmentSettings, WebApp } from './web-app';
import type { EnvironmentState } from '../../src/model/run-state';

type InstanceState = EnvironmentState['instances'][number];

const PRODUCTION: EnvironmentSettings = {
  name: 'production',
  instances: 3,
  maximum: 5,
  // A request that a gate holds waits for a build and for a deployment, however long these take.
  attributes: {
    loadBalancer: { 'idle_timeout.timeout_seconds': '4000' },
    targetGroup: { 'deregistration_delay.timeout_seconds': '3600' },
  },
};
const LOAD = { loadRate: 40 };

const shared = new SharedPipeline(PRODUCTION, LOAD);

/** Simulates a hardware failure of an instance: kills its first process, and with it everything inside. */
function kill(app: WebApp, instanceId: string): void {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  const [first] = lines.filter((line) => line.includes(`${app.directory}/`) && line.includes(instanceId) && line.includes('unshare'));
  process.kill(Number(first.trim().split(' ')[0]), 'SIGKILL');
}

function inService(run: RunningEngine) {
  return run.environment('production').instances.filter(({ lifecycle, target }) => lifecycle === 'InService' && target === 'healthy');
}

test('an instance that is killed while it serves is replaced by one with the same revision', async () => {
  const { app, run, good } = await shared.take();
  const [victim] = inService(run);
  kill(app, victim.id);
  await run.untilMessage('deployment.succeeded', ({ data }) => data?.creator === 'autoscaling');
  await run.until('three instances', () => inService(run).length === 3);
  const now = inService(run);
  expect(now.map(({ id }) => id)).not.toContain(victim.id);
  expect(now.map(({ revision }) => revision)).toEqual([good, good, good]);
});

test('fails a deployment whose instance is killed under it; the fleet is complete again with the old revision', async () => {
  const { app, run, good } = await shared.take();
  app.write('deploy/validate.sh', '#!/bin/sh\nsleep 100\n');
  app.commit('a deployment that takes its time');
  const execution = run.runHead();
  const isValidated = ({ event }: InstanceState) => event?.name === 'ValidateService' && event.status === 'InProgress';
  const victim = await run.until('an instance in ValidateService', () => run.environment('production').instances.find(isValidated));
  kill(app, victim.id);
  expect(await execution).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(new RegExp(`instance ${victim.id} ended while ValidateService was running on it`));
  await run.until('three instances', () => inService(run).length === 3);
  expect(inService(run).map(({ revision }) => revision)).toEqual([good, good, good]);
  expect(run.environment('production').load?.dropped).toBe(0);
});

test('an instance that is killed while it drains fails its deployment, and requests go to the others', async () => {
  const { app, run, good } = await shared.take();
  const { url } = run.environment('production');
  const gate = await openGate();
  const answers: Promise<unknown>[] = [];
  let lost = 0;
  for (const all = new Set(inService(run).map(({ port }) => port)); gate.held.size < all.size;) {
    answers.push(fetch(`${url}/held/${gate.port}`).then(({ status }) => { if (status !== 200) lost += 1; }, () => { lost += 1; }));
    await run.until('the request is on an instance', () => gate.arrived() === answers.length);
  }
  app.commit('the second commit');
  const execution = run.runHead();
  const victim = await run.until('an instance that drains with only held requests in flight', () => run.environment('production').instances
    .find(({ target, inFlight, port }) => target === 'draining' && inFlight === gate.held.get(port)));
  kill(app, victim.id);
  // Requests on the killed instance are lost, as on EC2; all others are answered.
  const onVictim = gate.held.get(victim.port)!;
  await run.until('its requests are lost', () => lost === onVictim);
  gate.open();
  expect(await execution).toMatchObject({ status: 'Failed' });
  await run.until('three instances', () => inService(run).length === 3);
  expect(inService(run).map(({ revision }) => revision)).toEqual([good, good, good]);
  expect(run.environment('production').load?.dropped).toBe(0);
  await Promise.all(answers);
  expect(lost).toBe(onVictim);
});

test('fails the deployment on an instance whose disk is full; the others keep serving the old revision', async () => {
  const { app, run, good } = await inProduction({ ...PRODUCTION, instances: 2 }, { ...LOAD, diskMebibytes: 64 });
  const [victim, ...others] = run.environment('production').instances;
  app.write('deploy/stop.sh', '#!/bin/sh\n');
  app.write('deploy/fill.sh', [
    '#!/bin/sh', `grep -q '^PORT=${victim.port}$' /etc/gostyle/environment || exit 0`, 'cat /dev/zero >/opt/fill 2>/dev/null || true', '',
  ].join('\n'));
  app.write('large.txt', 'x'.repeat(2_000_000));
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- server.mjs', '- server.mjs\n        - large.txt'));
  app.write('appspec.yml', app.read('appspec.yml')
    .replace('files:', 'files:\n  - source: large.txt\n    destination: /opt/web')
    .replace('hooks:', 'hooks:\n  BeforeInstall:\n    - location: deploy/fill.sh'));
  app.commit('a revision that fills a disk');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure).toMatchObject({ instance: victim.id, diagnostics: { message: expect.stringMatching(/space/i) as string } });
  const after = run.environment('production').instances;
  expect(after.filter(({ id }) => others.some((other) => other.id === id)).map(({ revision, target }) => ({ revision, target })))
    .toEqual(others.map(() => ({ revision: good, target: 'healthy' })));
  expect(run.environment('production').load?.dropped).toBe(0);
});

test('an instance that is launched during a deployment gets the old revision, and then the new one', async () => {
  const { app, run, good } = await shared.take();
  const gate = await openGate();
  // The next test begins with this revision, when nobody holds it any more.
  const held = `(exec 3<>/dev/tcp/127.0.0.1/${gate.port} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3) || true`;
  app.write('deploy/validate.sh', `#!/bin/bash\n${held}\n`);
  const commit = app.commit('a deployment that takes its time');
  const execution = run.runHead();
  await run.until('the first host is held', () => gate.arrived() === 1);
  run.engine.setDesiredCapacity('production', 4);
  await run.untilMessage('deployment.succeeded', ({ data }) => data?.creator === 'autoscaling');
  gate.open();
  expect(await execution).toMatchObject({ status: 'Succeeded' });

  const deployments = run.messages.filter(({ code }) => code === 'deployment.succeeded').map(({ data }) => [data?.creator, data?.revision]);
  expect(deployments).toEqual([['autoscaling', good], ['user', commit], ['CodeDeployAutoUpdate', commit]]);
  expect(inService(run).map(({ revision }) => revision)).toEqual([commit, commit, commit, commit]);
  expect(run.environment('production').load?.dropped).toBe(0);
  run.engine.setDesiredCapacity('production', 3);
  await run.until('three instances', () => run.environment('production').instances.length === 3);
});

test('a changed launch template replaces the instances one by one', async () => {
  const { app, run, good } = await shared.take();
  const before = inService(run).map(({ id }) => id);
  app.write('infrastructure/user-data.sh', `${app.read('infrastructure/user-data.sh')}\necho changed >/etc/changed\n`);
  app.commit('other user data');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const after = inService(run);
  expect(after).toHaveLength(3);
  expect(after.filter(({ id }) => before.includes(id))).toEqual([]);
  expect(good).not.toBe(after[0].revision);
});

test('a changed launch template whose instances do not get the revision that serves fails its change set, and replaces nothing', async () => {
  const { app, run } = await shared.take();
  app.write('deploy/start.sh', app.read('deploy/start.sh').replace('set -eu\n', 'set -eu\n[ ! -e /etc/unfit ]\n'));
  const fit = app.commit('a revision that is particular');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  const before = inService(run).map(({ id }) => id);
  const userData = app.read('infrastructure/user-data.sh');
  app.write('infrastructure/user-data.sh', `${userData}\ntouch /etc/unfit\n`);
  app.commit('unfit hosts');

  const { status, stages } = await run.runHead();
  expect([status, stages.at(-1)?.actions.find((action) => action.status === 'Failed')?.name]).toEqual(['Failed', 'ExecuteChangeSet']);
  expect(run.engine.state().failure?.title).toMatch(/instance refresh failed: i-\w+ is abandoned: it did not get its revision \(ApplicationStart /);
  expect(inService(run).map(({ id, revision }) => [id, revision])).toEqual(before.map((id) => [id, fit]));
  // Instances that are launched from now on are as before.
  kill(app, before[0]!);
  await run.untilMessage('deployment.succeeded', ({ data }) => data?.creator === 'autoscaling');
  await run.until('three instances', () => inService(run).length === 3);
});
