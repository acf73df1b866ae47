import { join } from 'node:path';
import { PretendedTasks, taskRevision } from './pretended-tasks';
import type { TasksParts } from '../../../src/resources/ecs/tasks';
import { until } from '../../until';

const REVISION = taskRevision('one');
let run: PretendedTasks;

function opened(parts?: Partial<TasksParts>): PretendedTasks {
  run = new PretendedTasks(parts);
  return run;
}

afterEach(() => run.close());

test('tasks start although the files of one of an earlier run cannot be removed, which is reported', async () => {
  const removed: string[] = [];
  opened({
    remove: async (directory) => {
      if (directory.includes('kept')) throw new Error(`could not remove ${directory}`);
      removed.push(directory);
    },
  });
  for (const id of ['kept', 'left']) run.leave(id);
  run.tasks.launch(REVISION, 0);
  await until(() => run.tasks.healthy().length === 1);
  expect(removed).toEqual(['disk', 'control'].map((name) => join(run.directory, 'instances/left', name)));
  expect(run.messages.filter(({ code }) => code === 'task.files.kept')).toMatchObject([
    { instance: 'kept', message: `could not remove ${join(run.directory, 'instances/kept/disk')}` },
  ]);
});

test('the run ends once the files of a task that was still finishing requests are gone, without those requests', async () => {
  opened();
  const task = run.tasks.launch(REVISION, 0);
  await until(() => run.tasks.healthy().length === 1);
  run.requests = new Promise(() => undefined);
  void run.tasks.stop(task);
  await run.tasks.close();
  expect(task.state).toBe('STOPPED');
  expect(run.removed).toEqual(['disk', 'control'].map((name) => join(run.directory, 'instances', task.id, name)));
});

test('the run ends once the files of an earlier run are gone', async () => {
  let remove: () => void = () => undefined;
  const removing = new Promise<void>((resolve) => { remove = resolve; });
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => { begin = resolve; });
  opened({
    remove: () => {
      begin();
      return removing;
    },
  });
  run.leave('left');
  run.tasks.launch(REVISION, 0);
  await begun;
  let isClosed = false;
  const closed = run.tasks.close().then(() => { isClosed = true; });
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  remove();
  await closed;
});
