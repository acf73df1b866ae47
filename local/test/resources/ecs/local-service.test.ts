import { opened, serving, smokeTest } from './serving-service';

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
