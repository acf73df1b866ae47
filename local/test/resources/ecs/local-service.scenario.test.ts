import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { opened, serving, smokeTest } from './serving-service';
import type { DeploymentSettings } from '../../../src/resources/ecs/service-settings';
import { until } from '../../until';

const CANARY = { strategy: 'CANARY', shift: { percent: 20, bakeMinutes: 10 } } as const;
const FOREVER = 1;

interface HookEvent {
  readonly lifecycleStage: string;
  readonly executionDetails: {
    readonly targetServiceRevisionArn: string;
    readonly testTrafficWeights: Readonly<Record<string, number>>;
    readonly productionTrafficWeights: Readonly<Record<string, number>>;
  };
}

test('a canary gets its share, then all requests, and the previous tasks end after the bake time', async () => {
  const run = await serving(CANARY);
  const { dropped, observed } = await run.deploy(2);
  expect(run.lastError).toBeUndefined();
  expect(dropped).toBe(0);
  expect(run.said('ecs.shift')).toEqual(
    ['20 % of the requests go to the new tasks, monitored for 1 s instead of 10 min', '100 % of the requests go to the new tasks']);
  expect(observed['1']).toBeGreaterThan(observed['2']! / 10);
  expect(await run.versions()).toEqual([2]);
  await run.deploy(3);
  expect(await run.versions()).toEqual([3]);
});

test('a task that ends while it serves is replaced', async () => {
  const run = await serving({});
  await run.deploy(2, 'if (request.url === "/end") process.exit(5);');
  await fetch(`${run.balancer.url}/end`);
  await until(() => run.said('task.failed').length > 0 && run.healthy() === 2);
  expect(run.said('task.failed')).toEqual([expect.stringMatching(/^task \w+ of test is STOPPED: its program exited with exit status 5$/)]);
  expect(await run.versions()).toEqual([2]);
});

describe('a hook', () => {
  test('reaches the new tasks by the test header, before anyone else does', async () => {
    const variables: Record<string, string> = {};
    const run = await serving({
      strategy: 'BLUE_GREEN',
      test: { header: 'X-Release', value: 'next' },
      hooks: smokeTest(`
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
    await run.service.compute.settled();
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
    await until(() => run.said('ecs.command').length > 0);
    stop.abort();
    expect((await deployed).dropped).toBe(0);
    expect(run.lastError?.message).toBe('the execution was stopped');
    expect([run.healthy(), await run.versions()]).toEqual([2, [1]]);
  });
});

test('without alarms, the circuit breaker ends a deployment whose tasks do not start', async () => {
  const run = await serving({ alarms: [], circuitBreaker: true });
  const { dropped } = await run.deploy(2, 'return response.end(); } ); process.exit(3); ({} , () => {');
  expect(run.lastError?.message).toMatch(
    /\(CIRCUIT_BREAKER\): [34] tasks failed to start \(circuit breaker\): its program exited with exit status 3/);
  expect([dropped, await run.versions()]).toEqual([0, [1]]);
});

test('tasks that never become healthy do not reduce the number of healthy ones', async () => {
  const run = await serving({ alarms: [], circuitBreaker: true });
  const stop = new AbortController();
  const deployed = run.deploy(2, 'if (request.url === "/health") response.statusCode = 500;', stop.signal);
  await until(() => run.balancer.targets().some(({ state }) => state === 'unhealthy'));
  stop.abort();
  expect((await deployed).dropped).toBe(0);
  expect(await run.versions()).toEqual([1]);
});

test('the deployment shows the share of the requests that has been shifted, also during a rollback', async () => {
  const run = await serving(CANARY, 60);
  const shares: (number | undefined)[] = [];
  const change = run.record.changeDeployment.bind(run.record);
  jest.spyOn(run.record, 'changeDeployment').mockImplementation((deployment) => {
    if (deployment.shiftedPercent !== shares.at(-1)) shares.push(deployment.shiftedPercent);
    change(deployment);
  });
  await run.deploy(2, 'if (served > 0) setTimeout(() => process.exit(1), 100);');
  expect(run.lastError).toBeDefined();
  expect(shares).toEqual([20, 0]);
});

test('linear steps end with all requests', async () => {
  const run = await serving({ strategy: 'LINEAR', shift: { percent: 40, bakeMinutes: 1 } });
  expect((await run.deploy(2)).dropped).toBe(0);
  expect(run.said('ecs.shift').map((text) => text.split(' ')[0])).toEqual(['40', '80', '100']);
});

test('a task that ends during the bake time causes a rollback', async () => {
  const run = await serving({ strategy: 'BLUE_GREEN' }, 60);
  const { observed } = await run.deploy(2, 'if (served > 20) setTimeout(() => process.exit(4), 10);');
  expect(run.lastError?.message).toContain('its program exited with exit status 4');
  expect(observed['2']).toBeGreaterThan(0);
  expect(await run.versions()).toEqual([1]);
});

test('a shift that a person stops is rolled back, without a dropped request', async () => {
  const run = await serving({ ...CANARY, bakeMinutes: 0 }, FOREVER);
  const stop = new AbortController();
  const deployed = run.deploy(2, '', stop.signal);
  await until(() => run.said('ecs.shift').length > 0);
  stop.abort();
  const { dropped } = await deployed;
  expect([dropped, run.lastError?.message]).toEqual([0, 'the execution was stopped']);
  expect(await run.versions()).toEqual([1]);
  expect(run.record.record.deployments[0]).toMatchObject({ status: 'Stopped' });
});

test('a deployment that a person stops while tasks are starting leaves none of them', async () => {
  const run = await serving({ ...CANARY, bakeMinutes: 0 }, FOREVER);
  const stop = new AbortController();
  const deployed = run.deploy(2, '', stop.signal);
  await until(() => run.service.describe().instances!.some(({ lifecycle }) => lifecycle === 'PENDING'));
  stop.abort();
  expect((await deployed).dropped).toBe(0);
  await run.service.compute.settled();
  expect(run.service.describe().instances).toHaveLength(2);
  // Only tasks that serve have files.
  expect(run.filesOfTasks().sort()).toEqual(run.service.describe().instances!.map(({ id }) => id).sort());
});

describe('a pause', () => {
  const pause = (timeoutAction: 'CONTINUE' | 'ROLLBACK', timeoutMinutes = 1440): Partial<DeploymentSettings> => ({
    strategy: 'BLUE_GREEN', bakeMinutes: 0, hooks: [{ kind: 'pause', stages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'], timeoutMinutes, timeoutAction }],
  });

  test.each([
    ['Approved', undefined, 2], ['Rejected', 'rolled back by decision', 1],
  ] as const)('that a person answers with %s', async (answer, why, version) => {
    const run = await serving(pause('ROLLBACK'));
    const asked: unknown[] = [];
    run.decide = async (reason) => {
      asked.push(reason, await run.versions(), run.healthy());
      return answer;
    };
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(asked).toEqual(['its deployment is paused at PRE_PRODUCTION_TRAFFIC_SHIFT', [1], 4]);
    expect(run.lastError?.message).toEqual(why && expect.stringContaining(why));
    expect(await run.versions()).toEqual([version]);
  });

  test.each([['CONTINUE', 2], ['ROLLBACK', 1]] as const)('without an answer ends with %s', async (action, version) => {
    const run = await serving(pause(action, 1));
    expect((await run.deploy(2)).dropped).toBe(0);
    expect(await run.versions()).toEqual([version]);
  });
});

describe('a hook', () => {
  test('that is not done is called again, with the details that it returned', async () => {
    const run = await serving({
      strategy: 'BLUE_GREEN',
      hooks: smokeTest(`
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
    const run = await serving({ strategy: 'BLUE_GREEN', hooks: smokeTest(source) });
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
        ...smokeTest('require("node:fs").appendFileSync(process.env.ASKED, JSON.stringify(event) + "\\n"); return { hookStatus: "SUCCEEDED" };',
          variables)[0]!,
        stages: ['TEST_TRAFFIC_SHIFT', 'POST_TEST_TRAFFIC_SHIFT', 'PRE_PRODUCTION_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'],
      }],
    }, 100);
    const asked = join(run.root, 'asked');
    variables.ASKED = asked;
    const deployed = run.deploy(2, 'if (request.url === "/end") process.exit(4);');
    await until(() => run.said('ecs.shift').length === 2);
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
        ...smokeTest('return { hookStatus: Object.values(event.executionDetails.productionTrafficWeights)[0] === 20 ? "SUCCEEDED" : "FAILED" };')[0]!,
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
