import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opened, serving } from './serving-service';
import type { DeploymentSettings } from '../../../src/resources/ecs/service-settings';

const CANARY = { strategy: 'CANARY', shift: { percent: 20, bakeMinutes: 10 } } as const;

test('replaces its tasks without a dropped request, and with all tasks serving', async () => {
  const run = await serving({});
  const { dropped, observed } = await run.deploy(2);
  expect(run.lastError).toBeUndefined();
  expect([dropped, Object.keys(observed).sort()]).toEqual([0, ['1', '2']]);
  expect(await run.versions()).toEqual([2]);
  expect(run.record.record).toMatchObject(
    { revision: { commit: { id: '2'.repeat(40) } }, deployments: [{ status: 'Succeeded' }, { status: 'Succeeded' }] });
});

test('a revision that does not start is rolled back without a failed request', async () => {
  const run = await serving({});
  const { dropped, observed } = await run.deploy(2, 'return response.end(); } ); throw new Error("no database"); ({} , () => {');
  expect(run.lastError?.message).toMatch(
    /was rolled back \(ALARM_ACTIVE\): alarm failed-tasks is in alarm; task \w+: its program exited with exit status 1/);
  expect([dropped, Object.keys(observed)]).toEqual([0, ['1']]);
  expect(await run.versions()).toEqual([1]);
  expect(run.record.record.deployments[0]).toMatchObject({ status: 'Failed', errorCode: 'ALARM_ACTIVE' });
});

test('a canary gets its share, then all requests, and the previous tasks end after the bake time', async () => {
  const run = await serving(CANARY);
  const { dropped, observed } = await run.deploy(2);
  expect(run.lastError).toBeUndefined();
  expect(dropped).toBe(0);
  expect(run.said('ecs.shift')).toEqual(
    ['20 % of the requests go to the new tasks, monitored for 1.0 s instead of 10 min', '100 % of the requests go to the new tasks']);
  expect(observed['1']).toBeGreaterThan(observed['2']! / 10);
  expect(await run.versions()).toEqual([2]);
  await run.deploy(3);
  expect(await run.versions()).toEqual([3]);
});

test('a task that ends while it serves is replaced', async () => {
  const run = await serving({});
  await run.deploy(2, 'if (request.url === "/end") process.exit(5);');
  await fetch(`${run.balancer.url}/end`);
  await run.until(() => run.said('task.failed').length > 0 && run.healthy() === 2);
  expect(run.said('task.failed')).toEqual([expect.stringMatching(/^task \w+ of test is STOPPED: its program exited with exit status 5$/)]);
  expect(await run.versions()).toEqual([2]);
});

describe('a hook', () => {
  const hooks = (source: string, variables: Record<string, string> = {}): DeploymentSettings['hooks'] => [{
    kind: 'lambda',
    functionArn: 'smoke-test',
    stages: ['POST_TEST_TRAFFIC_SHIFT'],
    code: { logicalId: 'SmokeTest', code: `exports.handler = async (event) => { ${source} };`, handler: 'handler', variables, timeoutSeconds: 20 },
  }];

  test('reaches the new tasks by the test header, before anyone else does', async () => {
    const variables: Record<string, string> = {};
    const run = await serving({
      strategy: 'BLUE_GREEN',
      test: { header: 'X-Release', value: 'next' },
      hooks: hooks(`
        const ask = async (headers) => (await (await fetch(process.env.URL, { headers })).json()).version;
        const versions = [await ask({ 'x-release': 'next' }), await ask({})].join();
        return { hookStatus: versions === '2,1' && event.lifecycleStage === 'POST_TEST_TRAFFIC_SHIFT' ? 'SUCCEEDED' : 'FAILED' };`, variables),
    });
    variables.URL = run.balancer.url;
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(run.lastError).toBeUndefined();
    expect(run.said('ecs.hook')).toEqual(['POST_TEST_TRAFFIC_SHIFT: invoking SmokeTest']);
    expect(await run.versions()).toEqual([2]);
  });

  test('that is not done is called again, with the details that it returned', async () => {
    const run = await serving({
      strategy: 'BLUE_GREEN',
      hooks: hooks(`
      const asked = event.hookDetails?.asked ?? 0;
      return asked < 2 ? { hookStatus: 'IN_PROGRESS', callBackDelay: 1, hookDetails: { asked: asked + 1 } } : { hookStatus: 'SUCCEEDED' };`),
    });
    expect((await run.deploy(2)).dropped).toBe(0);
    expect([run.lastError, await run.versions()]).toEqual([undefined, [2]]);
  });

  test.each([
    ['says no', 'return { hookStatus: "FAILED" };', 'answered FAILED'],
    ['says nothing', '', 'answered without a hookStatus'],
    ['fails', 'throw new Error("no answer from the new tasks");', 'failed'],
  ])('that %s causes a rollback', async (_what, source, why) => {
    const run = await serving({ strategy: 'BLUE_GREEN', hooks: hooks(source) });
    const { dropped } = await run.deploy(2);
    expect([dropped, run.lastError?.message]).toEqual([0, expect.stringContaining(`the hook SmokeTest ${why} at POST_TEST_TRAFFIC_SHIFT`)]);
    expect(await run.versions()).toEqual([1]);
  });

  test('is called at each step, and again during the rollback, with the share that has been shifted', async () => {
    const variables: Record<string, string> = {};
    const run = await serving({
      ...CANARY,
      test: { header: 'X-Release', value: 'next' },
      hooks: [{
        ...hooks('require("node:fs").appendFileSync(process.env.ASKED, JSON.stringify(event) + "\\n"); return { hookStatus: "SUCCEEDED" };',
          variables)[0]!,
        stages: ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'],
      }],
    }, 100);
    const asked = join(run.root, 'asked');
    variables.ASKED = asked;
    const deployed = run.deploy(2, 'if (request.url === "/end") process.exit(4);');
    await run.until(() => run.said('ecs.shift').length === 2);
    await fetch(`${run.balancer.url}/end`);
    await deployed;
    expect(run.lastError?.message).toContain('exit status 4');
    expect(await run.versions()).toEqual([1]);
    const events = readFileSync(asked, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as HookEvent);
    const to = `arn:aws:ecs:local:000000000000:service-revision/test/${'2'.repeat(40)}`;
    expect(events.map(({ lifecycleStage: stage, executionDetails: { testTrafficWeights: test, productionTrafficWeights: production } }) =>
      [stage, test[to], production[to]])).toEqual([
      ['TEST_TRAFFIC_SHIFT', 100, undefined],
      ['POST_TEST_TRAFFIC_SHIFT', undefined, undefined],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT', undefined, 0],
      ['PRODUCTION_TRAFFIC_SHIFT', undefined, 20],
      ['PRE_PRODUCTION_TRAFFIC_SHIFT', undefined, 20],
      ['PRODUCTION_TRAFFIC_SHIFT', undefined, 100],
      ['TEST_TRAFFIC_SHIFT', 0, undefined],
      ['PRODUCTION_TRAFFIC_SHIFT', undefined, 0],
    ]);
    expect(events.at(-1)?.executionDetails.targetServiceRevisionArn).toBe(to);
  });

  test('that fails during a rollback does not prevent the previous tasks from serving', async () => {
    const run = await serving({
      ...CANARY,
      hooks: [{
        ...hooks('return { hookStatus: Object.values(event.executionDetails.productionTrafficWeights)[0] === 20 ? "SUCCEEDED" : "FAILED" };')[0]!,
        stages: ['PRODUCTION_TRAFFIC_SHIFT'],
      }],
    });
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(run.lastError?.message).toContain('the hook SmokeTest answered FAILED at PRODUCTION_TRAFFIC_SHIFT');
    expect(run.said('ecs.hook').at(-1)).toBe('the hook SmokeTest answered FAILED at PRODUCTION_TRAFFIC_SHIFT, during a rollback, which continues');
    expect(await run.versions()).toEqual([1]);
  });

  test('that cannot run locally is reported', async () => {
    const run = await serving({ strategy: 'BLUE_GREEN', hooks: [{ kind: 'lambda', functionArn: 'smoke-test', stages: ['POST_SCALE_UP'] }] });
    await run.deploy(2);
    expect(run.said('ecs.hook.not-run')).toEqual(['POST_SCALE_UP: smoke-test does not run locally, and counts as SUCCEEDED']);
  });
});

describe('a command before a deployment', () => {
  test('runs once, as a task of the new image with its variables and secrets, before any new task starts', async () => {
    const run = await serving({});
    run.command = 'echo "$NODE_ENV $PASSWORD $(id -u) $(ls)"; [ -w . ] || echo "read-only"; grep -c "version: 2" main.mjs';
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(run.lastError).toBeUndefined();
    const codes = ['ecs.command', 'build.output', 'ecs.deployment'];
    expect(run.messages.filter(({ code }) => codes.includes(code)).map(({ message }) => message)).toEqual([
      expect.stringContaining('ROLLING deployment of 1111111'),
      expect.stringMatching(/^test: before the deployment, task \w+ runs: echo /),
      'production correct horse 10001 main.mjs', 'read-only', '1',
      expect.stringContaining('ROLLING deployment of 2222222'),
    ]);
    expect(run.filesOfTasks().sort()).toEqual(run.service.describe().instances!.map(({ id }) => id).sort());
  });

  test('that fails changes nothing, and reports the reason', async () => {
    const run = await serving({});
    run.command = 'echo "column visits is not there" >&2; exit 3';
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(run.lastError).toMatchObject({
      message: 'the command before the deployment to test ended with exit status 3: nothing was deployed',
      details: { lastLines: expect.arrayContaining(['column visits is not there']) },
    });
    expect(run.said('ecs.deployment')).toHaveLength(1);
    expect([run.healthy(), await run.versions()]).toEqual([2, [1]]);
    // A retry runs it again.
    run.command = 'echo "column visits is there"';
    await run.deploy(2);
    expect(await run.versions()).toEqual([2]);
  });

  test('that fails before the first deployment starts no task', async () => {
    const run = await opened({});
    run.command = 'exit 1';
    await run.deploy(1);
    expect(run.lastError?.message).toContain('nothing was deployed');
    expect([run.said('ecs.deployment'), run.filesOfTasks()]).toEqual([[], []]);
  });

  test('that a person stops ends immediately', async () => {
    const run = await serving({});
    run.command = 'echo begun >/tmp/begun; sleep 1000';
    const stop = new AbortController();
    const deployed = run.deploy(2, '', stop.signal);
    await run.until(() => run.said('ecs.command').length > 0);
    stop.abort();
    expect((await deployed).dropped).toBe(0);
    expect(run.lastError?.message).toBe('the execution was stopped');
    expect([run.healthy(), await run.versions()]).toEqual([2, [1]]);
  });
});

interface HookEvent {
  readonly lifecycleStage: string;
  readonly executionDetails: {
    readonly targetServiceRevisionArn: string;
    readonly testTrafficWeights: Readonly<Record<string, number>>;
    readonly productionTrafficWeights: Readonly<Record<string, number>>;
  };
}
