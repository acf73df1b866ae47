import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';

const ACCEPTED = { accepted: true };

test('retries the failed or stopped stage of an execution with the same artifacts', async () => {
  const app = new WebApp([{ name: 'production', instances: 1, approval: true }]);
  const run = await RunningEngine.start(app, { approvals: 'ask' });
  const execution = run.runHead();
  const approval = () => run.until('an approval', () => run.engine.state().approvals.at(0));
  run.engine.decide((await approval()).id, 'Rejected', 'too early');
  const { id, commit } = await execution;
  const retryable = () => run.engine.state().executions.map(({ canRetry = false }) => canRetry);
  expect(retryable()).toEqual([true]);

  expect(run.engine.retry(id)).toEqual(ACCEPTED);
  const stopped = (await approval()).executionId;
  expect(run.engine.stop(stopped)).toEqual(ACCEPTED);
  await run.untilMessage('execution.ended', ({ executionId }) => executionId === stopped);
  expect(retryable()).toEqual([true, false]);
  expect(run.engine.retry(id)).toMatchObject({ accepted: false, reason: expect.stringContaining('has entered stage production') as string });

  expect(run.engine.retry(stopped)).toEqual(ACCEPTED);
  run.engine.decide((await approval()).id, 'Approved', 'now');
  await run.untilMessage('execution.ended', ({ executionId }) => executionId !== id && executionId !== stopped);
  expect(retryable()).toEqual([false, false, false]);
  expect(run.engine.state().executions[0]).toMatchObject({
    trigger: 'Retry',
    status: 'Succeeded',
    stages: [{ status: 'Skipped' },
      { status: 'Skipped' }, { status: 'Skipped' }, { status: 'Succeeded' }],
  });
  expect(run.environment('production').revision).toBe(commit.id);
  expect(run.engine.retry(run.engine.state().executions[0].id)).toMatchObject({ accepted: false });
});

test('rolls an environment back to its previous revision, without another approval', async () => {
  const app = new WebApp([{ name: 'production', instances: 1, approval: true }]);
  const run = await RunningEngine.start(app);
  const first = await run.runHead();
  expect(run.engine.rollback('production')).toMatchObject({ accepted: false, reason: expect.stringContaining('no earlier revision') as string });
  app.commit('the second commit');
  const second = await run.runHead();

  expect(run.engine.rollback('production')).toEqual(ACCEPTED);
  await run.untilMessage('execution.ended', ({ executionId }) => executionId !== first.id && executionId !== second.id);
  expect(run.engine.state().executions[0]).toMatchObject({ trigger: 'Rollback', status: 'Succeeded', commit: { id: first.commit.id } });
  expect(run.environment('production').revision).toBe(first.commit.id);
  // Packed only once.
  expect(readdirSync(join(app.directory, '.gostyle/revisions')).filter((name) => name.endsWith('.tgz'))).toHaveLength(2);
});

test('refuses to approve an environment that does not exist', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  await expect(RunningEngine.start(app, { approvals: new Set(['prod']) }))
    .rejects.toThrow('`--approve` must be `all` or names of environments (production), got: prod');
});
