import { serving } from './serving-service';
import type { DeploymentSettings } from '../../../src/resources/ecs/service-settings';

const CANARY = { strategy: 'CANARY', shift: { percent: 20, bakeMinutes: 10 } } as const;
const FOREVER = 1;

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
  await run.until(() => run.balancer.targets().some(({ state }) => state === 'unhealthy'));
  stop.abort();
  expect((await deployed).dropped).toBe(0);
  expect(await run.versions()).toEqual([1]);
});

test('the deployment shows the share of the requests that has been shifted, also during a rollback', async () => {
  const run = await serving(CANARY);
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
  await run.until(() => run.said('ecs.shift').length > 0);
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
  await run.until(() => run.service.describe().instances!.some(({ lifecycle }) => lifecycle === 'PENDING'));
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

