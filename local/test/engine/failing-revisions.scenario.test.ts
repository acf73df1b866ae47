import { RunningEngine } from './running-engine';
import { expectUntouched, inProduction, SharedPipeline } from './shared-pipeline';
import { type EnvironmentSettings, WebApp } from './web-app';
import { freePort } from '../../src/system/free-port';

const PRODUCTION: EnvironmentSettings = { name: 'production', instances: 3 };
const LOAD = { loadRate: 40 };

const shared = new SharedPipeline(PRODUCTION, LOAD);

test('fails a commit whose test fails, and deploys nothing', async () => {
  const { app, run, good } = await shared.take();
  app.behave({ passesItsTest: false });
  app.commit('a broken test');
  const deployments = run.said('deployment.started').length;

  expect(await run.runHead()).toMatchObject({
    status: 'Failed',
    stages: [{ name: 'Source' }, { name: 'Build', status: 'Failed' }, { status: 'NotStarted' }, { status: 'NotStarted' }],
  });
  expect(run.engine.state().failure).toMatchObject({ stage: 'Build', title: expect.stringContaining('`node test.mjs`') as string });
  expect(run.engine.state().failure?.lastLines.join('\n')).toContain('expected: true, got: false');
  expect(run.said('deployment.started')).toHaveLength(deployments);
  expectUntouched(run, good);

  app.behave({ passesItsTest: true });
  const repaired = app.commit('the test is repaired');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
  expectUntouched(run, repaired);
});

test('fails a revision whose start script fails, and names the script, its exit code and its last lines', async () => {
  const { app, run, good } = await shared.take();
  app.write('deploy/start.sh', '#!/bin/sh\necho "about to fail" >&2\nexit 7\n');
  app.commit('a start script that fails');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure).toMatchObject({
    environment: 'production',
    diagnostics: { errorCode: 'ScriptFailed', scriptName: 'deploy/start.sh', message: expect.stringContaining('exit code 7') as string },
    lastLines: expect.arrayContaining([expect.stringContaining('about to fail')]) as string[],
  });
  expectUntouched(run, good);
});

test('fails a revision whose hook does not end in time', async () => {
  const { app, run, good } = await shared.take();
  app.write('deploy/validate.sh', '#!/bin/sh\nsleep 60\n');
  app.write('appspec.yml', app.read('appspec.yml').replace(/(validate\.sh\n\s+timeout:) 200/, '$1 3'));
  app.commit('a hook that hangs');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.diagnostics).toMatchObject({ errorCode: 'ScriptTimedOut', scriptName: 'deploy/validate.sh' });
  expectUntouched(run, good);
});

test('fails a revision whose hook leaves a child behind that keeps its output open', async () => {
  const { app, run, good } = await shared.take();
  app.write('deploy/validate.sh', '#!/bin/sh\nsleep 20 &\n');
  app.write('appspec.yml', app.read('appspec.yml').replace(/(validate\.sh\n\s+timeout:) 200/, '$1 3'));
  app.commit('a hook that leaves a child behind');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.diagnostics?.message).toMatch(/failed to close STD(OUT|ERR)/);
  expectUntouched(run, good);
});

test('an alarm stops the deployment of a revision that breaks after it was healthy, and it is rolled back', async () => {
  const { app, run, good } = await inProduction({ ...PRODUCTION, alarms: [{ id: 'Errors', threshold: 5 }] }, { loadRate: 100 });
  app.behave({ failsAfterSeconds: 0.2 });
  app.commit('a service that breaks after a while');

  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/Stopped, alarm \S+ is in alarm/);
  const production = run.environment('production');
  expect(production.deployment).toMatchObject({ creator: 'codeDeployRollback', status: 'Succeeded', revision: good });
  expect(production.instances.map(({ revision }) => revision)).toEqual([good, good, good]);
});

test('the failure shows the application\'s output if it did not start, without repeated lines', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = await RunningEngine.start(app);
  app.write('server.mjs', "import './missing.mjs';\n");
  app.commit('a module that is not there');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const lines = run.engine.state().failure?.lastLines ?? [];
  expect(lines).toContain('journal of web.service:');
  expect(lines.join('\n')).toContain('Cannot find module');
  expect(new Set(lines).size).toBe(lines.length);
  app.write('server.mjs', "console.log('starting');\nconsole.log('connection error:  Error: no database');\n");
  app.commit('an application that gives up with status 0');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toContain('web does not stay up: connection error:  Error: no database; ');
});

test('if an application listens on another port than it should, the failure names that port', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = await RunningEngine.start(app);
  const port = await freePort();
  app.write('server.mjs', app.read('server.mjs').replace('Number(process.env.PORT)', String(port)));
  const untilItListens = `until (exec 3<>/dev/tcp/$HOST/${port}) 2>/dev/null; do sleep 0.1; done`;
  app.write('deploy/validate.sh', `#!/bin/bash\n. /etc/gostyle/environment\n${untilItListens}\nexit 1\n`);
  app.commit('a port of its own');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const { failure } = run.engine.state();
  const asked = run.environment('production').instances[0].port;
  expect(failure?.lastLines).toContain(`web listens on ${port}, not on PORT=${asked}: make it read PORT from its environment`);
});

test('if an application listens on localhost only, its own hooks are content, but the load balancer is not, as on AWS', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = await RunningEngine.start(app, { allowTrafficTimeoutSeconds: 10 });
  app.write('server.mjs', app.read('server.mjs').replace('process.env.HOST', "'127.0.0.1'"));
  app.commit('an address of its own');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  const { failure } = run.engine.state();
  expect(failure?.title).toContain('AllowTraffic');
  const { port } = run.environment('production').instances[0];
  expect(failure?.lastLines?.join('\n')).toContain(`web listens on 127.0.0.1:${port} only, where no request reaches it`);
});
