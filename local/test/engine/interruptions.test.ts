import { deployed, GostyleProcess } from './gostyle-process';
import { processesOf } from './processes-of';
import { WebApp } from './web-app';
import { until } from '../until';
import './running-engine';

test('SIGINT ends everything that was started, with the status Stopped', async () => {
  const app = new WebApp([{ name: 'production', instances: 2 }]);
  const run = new GostyleProcess(app.directory);
  await run.untilMessage(deployed('DownloadBundle'));
  expect(processesOf(app)).not.toEqual([]);
  expect(await run.kill('SIGINT')).toBe(1);
  expect(run.summary).toMatchObject({ status: 'Stopped' });
  expect(processesOf(app)).toEqual([]);
});

test('a run waits for the next commit when no execution is in progress any more', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const run = new GostyleProcess(app.directory);
  await run.untilMessage(deployed('DownloadBundle'));
  const commit = app.commit('the second commit');
  const { executionId } = await run.untilMessage(({ code, data }) => code === 'execution.started' && (data?.commit as { id?: string }).id === commit);
  await run.untilMessage((message) => message.code === 'execution.ended' && message.executionId === executionId);
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
  expect(second.text).toContain('is in use by another run');
  await run.kill('SIGINT');
});
