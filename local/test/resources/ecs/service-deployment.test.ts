import { PretendedTasks, taskRevision } from './pretended-tasks';
import { DeploymentFailed, DeploymentGuard } from '../../../src/resources/ecs/deployment-guard';
import { keep } from '../../../src/resources/ecs/deployments';
import { Hooks } from '../../../src/resources/ecs/hooks';
import { ServiceDeployment } from '../../../src/resources/ecs/service-deployment';
import type { DeploymentSettings, EcsServiceSettings } from '../../../src/resources/ecs/service-settings';
import { TaskFailures } from '../../../src/resources/ecs/task-failures';
import { Waits } from '../../../src/resources/ecs/waits';
import type { ResourceContext } from '../../../src/resources/shape/resource';
import { until } from '../../until';

const OLD = taskRevision('old');
const NEW = taskRevision('new');
let run: PretendedTasks;
let failures: TaskFailures;
let wanted: number;
let stop: AbortController;

beforeEach(() => {
  wanted = 1;
  failures = new TaskFailures(() => wanted);
  stop = new AbortController();
  run = new PretendedTasks({
    failed: (task, why) => failures.add(task, why, Promise.resolve([])),
    isPausing: (revision) => failures.isPausing(revision),
  });
});
afterEach(() => run.close());

async function serving(desired: number): Promise<void> {
  wanted = desired;
  keep(run.tasks, OLD, desired, 0);
  await until(() => run.tasks.healthy(OLD).length === desired);
}

function deploy(desired: number, deployment: Partial<DeploymentSettings>): Promise<unknown> {
  const context: Partial<ResourceContext> = {
    environment: 'test',
    closing: run.closing.signal,
    entry: () => ({ balancer: run.balancer, healthCheckPath: '/' }),
    underLoad: (_reporter, work) => work(),
  };
  return new ServiceDeployment({
    context: context as ResourceContext,
    tasks: run.tasks,
    failures,
    waits: new Waits(),
    settings: {
      deployment: {
        strategy: 'ROLLING',
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        bakeMinutes: 0,
        circuitBreaker: true,
        alarms: [],
        hooks: [],
        ...deployment,
      },
    } as Partial<EcsServiceSettings> as EcsServiceSettings,
    desired: () => desired,
    active: () => [],
    outputOf: () => Promise.resolve([]),
    serving: 0,
    onShift: () => undefined,
    work: { reporter: run.reporter, signal: stop.signal },
  }).replace(OLD, NEW).catch((error: unknown) => error);
}

test('fails if the tasks that served before do not start any more either, instead of trying that for good', async () => {
  await serving(10);
  await Promise.all(run.tasks.list().map((task) => run.tasks.stop(task)));
  run.broken.add(OLD).add(NEW);
  const failure = await deploy(10, {});
  // All of them twice: the first wave may have met a database that restarts.
  const rollback = 'the rollback to old failed, too: 20 tasks failed to start: no database';
  expect(failure).toBeInstanceOf(DeploymentFailed);
  expect(failure).toMatchObject({
    errorCode: 'CIRCUIT_BREAKER', message: `10 tasks failed to start (circuit breaker): no database; ${rollback}`, isRolledBack: false,
  });
  expect(run.messages.filter(({ code }) => code === 'ecs.rollback.failed')).toMatchObject([{ level: 'error', message: `test: ${rollback}` }]);
});

test('a rollback of a deployment that was stopped ends sooner, and what serves is kept', async () => {
  await serving(3);
  const deployed = deploy(3, { bakeMinutes: 60 });
  await until(() => run.messages.some(({ code }) => code === 'ecs.bake'));
  run.broken.add(OLD);
  stop.abort();
  expect(await deployed).toMatchObject({ message: 'the execution was stopped' });
  const rollback = run.messages.find(({ code }) => code === 'ecs.rollback.failed')?.message;
  expect(rollback).toBe('test: the rollback to old failed, too: 3 tasks failed to start: no database');
  expect(run.tasks.healthy(NEW)).toHaveLength(3);
});

test('tasks of a revision that failed often wait, those of another one do not', async () => {
  run.broken.add(NEW);
  for (let each = 0; each < 10; each += 1) run.tasks.launch(NEW, 0);
  await until(() => failures.of(NEW).length === 10);
  run.launched.splice(0);
  keep(run.tasks, NEW, 2, 0);
  keep(run.tasks, OLD, 1, 0);
  await until(() => run.tasks.healthy(OLD).length === 1);
  expect(run.launched).toEqual([OLD]);
});

test('a hook that is in progress does not hold the rollback of a deployment that was stopped', async () => {
  const body = `const weights = Object.values(event.executionDetails.productionTrafficWeights);
    return { hookStatus: weights[0] === 0 ? 'IN_PROGRESS' : 'SUCCEEDED', callBackDelay: 3600 };`;
  const guard = new DeploymentGuard({ signal: run.closing.signal, closing: run.closing.signal, waits: new Waits(), look: () => undefined });
  const hooks = new Hooks({
    hooks: [{
      kind: 'lambda',
      functionArn: 'check',
      stages: ['PRODUCTION_TRAFFIC_SHIFT'],
      code: { logicalId: 'Check', code: `exports.handler = async (event) => { ${body} };`, handler: 'handler', variables: {}, timeoutSeconds: 60 },
    }],
    guard,
    service: 'test',
    deployment: 'd',
    from: 'old',
    to: 'new',
    waits: new Waits(),
    work: { reporter: run.reporter, signal: stop.signal },
  });
  await hooks.at('PRODUCTION_TRAFFIC_SHIFT', { production: 100 });
  const back = hooks.back(guard, run.closing.signal);
  stop.abort();
  await back;
  expect(run.messages.filter(({ code }) => code === 'ecs.hook').at(-1)?.message).toBe('the hook Check is not asked again at '
    + 'PRODUCTION_TRAFFIC_SHIFT: the execution was stopped, during a rollback, which continues');
});
