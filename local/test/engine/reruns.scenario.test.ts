import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterTest } from './after-test';
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

test('the next run restores the environments; one whose port is in use gets another port', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  const first = await RunningEngine.start(app);
  const { commit } = await first.runHead();
  const { url } = first.environment('production');
  await first.close();

  const other = createServer((_, response) => response.end('somebody else'));
  await new Promise<void>((resolve) => other.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  afterTest(() => other.close());
  const second = await RunningEngine.start(app);
  expect(second.said('environment.port-taken')).toHaveLength(1);
  const now = second.environment('production');
  expect(now.url).not.toBe(url);
  expect(await (await fetch(`${now.url}/version`)).json()).toMatchObject({ commit: commit.id });
});

test('output of any size and kind is kept within bounds', async () => {
  const app = new WebApp([{ name: 'production', instances: 1 }]);
  app.write('buildspec.yml', app.read('buildspec.yml').replace('- node test.mjs',
    `- node -e 'console.log(Array(10000).fill("x".repeat(100)).join("\\n"))'
      - head -c 100000 /dev/urandom
      - node -e 'console.log("y".repeat(5e6))'`));
  app.commit('a build that talks');
  const run = await RunningEngine.start(app);
  const { status, id } = await run.runHead();
  expect(status).toBe('Succeeded');
  const lines = await run.engine.logs({ executionId: id, stage: 'Build', limit: 20_000 });
  expect(lines.filter(({ message }) => message === 'x'.repeat(100))).toHaveLength(10_000);
  expect(Math.max(...lines.map(({ message }) => message.length))).toBeLessThan(20_000);
  await run.close();
  expect(statSync(join(app.directory, '.gostyle/executions', id, 'messages.jsonl')).size).toBeLessThan(10_000_000);
});
