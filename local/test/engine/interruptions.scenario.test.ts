import { hookAt, openGate } from './gate';
import { deployed, GostyleProcess } from './gostyle-process';
import { processesOf } from './processes-of';
import { WebApp } from './web-app';
import { until } from '../until';
import './running-engine';

/** An application whose deployment waits at a gate. */
async function appAtGate(instances: number) {
  const gate = await openGate();
  const app = new WebApp([{ name: 'production', instances }]);
  app.write('deploy/validate.sh', hookAt(gate));
  app.commit('waits at the gate');
  return { app, gate };
}

test('SIGINT ends everything that was started, with the status Stopped', async () => {
  const { app, gate } = await appAtGate(2);
  const run = new GostyleProcess(app.directory);
  await until(() => gate.arrived() === 1, 'a hook is running');
  expect(processesOf(app)).not.toEqual([]);
  const ended = run.kill('SIGINT');
  await run.untilMessage(({ code }) => code === 'execution.stopping');
  gate.open();
  expect(await ended).toBe(1);
  expect(run.summary).toMatchObject({ status: 'Stopped' });
  await until(() => processesOf(app).length === 0, 'nothing is left');
});

test('a run waits for the next commit when no execution is in progress any more', async () => {
  const { app, gate } = await appAtGate(1);
  const run = new GostyleProcess(app.directory);
  await until(() => gate.arrived() === 1, 'the first execution is in progress');
  const commit = app.commit('the second commit');
  const { executionId } = await run.untilMessage(({ code, data }) => code === 'execution.started' && (data?.commit as { id?: string }).id === commit);
  gate.open();
  await until(() => run.text.includes('waiting for the next commit'), 'it waits');
  expect(run.text.indexOf(`execution ${executionId}: Succeeded`)).toBeGreaterThan(0);
  expect(run.text.indexOf(`execution ${executionId}: Succeeded`)).toBeLessThan(run.text.indexOf('waiting for the next commit'));
  await run.kill('SIGINT');
});

test('refuses a state directory that another run uses, with exit status 2', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = new GostyleProcess(app.directory);
  await run.untilMessage(({ code }) => code === 'execution.started');
  const second = new GostyleProcess(app.directory, '--once');
  expect(await second.exit()).toBe(2);
  expect(second.text).toMatch(/is in use by another run \(process \d+\); end it first, or give this run a directory of its own with `--state`/);
  await run.kill('SIGINT');
});

test('a runner that is killed in the middle of a rollout leaves nothing running, and the next run continues', async () => {
  const app = new WebApp([{ name: 'production', instances: 3 }]);
  const first = new GostyleProcess(app.directory, '--once');
  expect(await first.exit()).toBe(0);

  const commit = app.commit('the second commit');
  const killed = new GostyleProcess(app.directory, '--once');
  await killed.untilMessage(deployed('Install'));
  await killed.kill('SIGKILL');

  const next = new GostyleProcess(app.directory, '--once', '--load', '50');
  expect(await next.exit()).toBe(0);
  await until(() => processesOf(app).length === 0, 'nothing is left');
  expect(next.summary).toMatchObject({
    status: 'Succeeded',
    commit,
    environments: [{
      name: 'production',
      revision: commit,
      instances: 3,
      dropped: 0,
    }],
  });
  const ids = (run: GostyleProcess) => new Set(run.messages.filter(({ code }) => code === 'instance.running').map(({ instance }) => instance));
  expect(ids(next)).toEqual(ids(first));
});

test('a new commit starts an execution, unless the trigger does not match it', async () => {
  const app = new WebApp([{ name: 'production', instances: 2 }], { trigger: { branch: 'main', excludes: ['*.md'] } });
  const run = new GostyleProcess(app.directory);
  await run.untilMessage(({ code }) => code === 'execution.ended');
  app.write('README.md', 'nothing that runs');
  const ignored = app.commit('a text for people');
  const notStarted = await run.untilMessage(({ code }) => code === 'commit.not-started');
  expect(notStarted.data).toMatchObject({ commit: { id: ignored } });

  app.write('new.txt', 'a file that counts');
  const commit = app.commit('the second commit');
  const started = await run.untilMessage(({ code, data }) => code === 'execution.started' && (data?.commit as { id?: string }).id === commit);
  await run.untilMessage(({ code, executionId }) => code === 'execution.ended' && executionId === started.executionId);
  expect(await run.kill('SIGTERM')).toBe(0);
  expect(run.summary).toMatchObject({ status: 'Succeeded', commit });
});
