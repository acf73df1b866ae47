import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import type { ApprovalState } from '../../src/model/run-state';
import { userName } from '../../src/system/user-name';
import { openWebhook } from '../../src/web/webhook/webhook';
import { receiver } from '../web/webhook-receiver';

const WITH_APPROVAL = [{ name: 'production', instances: 1, approval: true }];

function waiting(run: RunningEngine, commit: string): Promise<ApprovalState> {
  return run.until(`an approval of ${commit}`, () => run.engine.state().approvals.find((approval) => approval.commit.id === commit));
}

/** The first commit waits for its approval, and two more wait for the stage. */
async function threeCommits(app: WebApp, run: RunningEngine) {
  const executions = [run.runHead()];
  const commits = [(await run.engine.head()).id];
  const first = await waiting(run, commits[0]);
  for (const subject of ['the second commit', 'the third commit']) {
    commits.push(app.commit(subject));
    executions.push(run.runHead());
    await run.untilMessage('stage.ended', ({ stage, executionId }) => stage === 'UpdatePipeline' && run.commitOf(executionId) === commits.at(-1));
  }
  return { commits, executions, first };
}

test('an approver sees the commit, the changes and the diff; a rejected change is not deployed; a webhook gets both events', async () => {
  const app = new WebApp(WITH_APPROVAL);
  const run = await RunningEngine.start(app, { approvals: 'ask' });
  const { url, received } = await receiver(200);
  const webhook = openWebhook(run.engine, new URL(url), (warning) => { throw new Error(warning.message); });
  const first = run.runHead();
  const { id, changes, commit } = await waiting(run, (await run.engine.head()).id);
  expect(commit.subject).toBe('the first commit');
  expect(changes).toContainEqual(expect.objectContaining({ action: 'Add', logicalId: 'Fleet', locally: 'Run' }));
  expect(changes).toContainEqual(expect.objectContaining({ action: 'Add', logicalId: 'Logs', locally: 'RecordedOnly' }));
  run.engine.decide(id, 'Approved', '');
  expect(await first).toMatchObject({ status: 'Succeeded' });

  app.configure([{ ...WITH_APPROVAL[0], interval: 7 }]);
  const bad = app.commit('slower health checks');
  const second = run.runHead();
  const approval = await waiting(run, bad);
  expect(approval.changes.map(({ logicalId, action, details }) => ({ logicalId, action, details })))
    .toEqual([{ logicalId: 'TargetGroup', action: 'Modify', details: [expect.stringContaining('HealthCheckIntervalSeconds: 1 -> 7')] }]);
  expect(approval.diff).toContain('settings.json');
  expect(run.engine.state().executions[0]).toMatchObject({ status: 'WaitingForApproval' });
  run.engine.decide(approval.id, 'Rejected', 'not on a Friday');

  expect(await second).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toBe(`production was rejected by ${userName()}: not on a Friday`);
  expect(run.environment('production')).toMatchObject({ revision: commit.id });
  await webhook.close();
  const { name } = run.engine.state().pipeline;
  expect(received.map(({ body }) => body.Subject)).toEqual([
    `APPROVAL NEEDED: ${name}: production`, `APPROVAL NEEDED: ${name}: production`, `${name}: production failed`,
  ]);
  expect(JSON.stringify(received[2].message)).toContain(`Reason: production was rejected by ${userName()}: not on a Friday`);
});

test('fails without a decision in time', async () => {
  const run = await RunningEngine.start(new WebApp(WITH_APPROVAL), { approvals: 'ask', approvalLifetimeMs: 20 });
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/the approval of production expired/);
});

test('QUEUED: the second and the third commit wait for the stage, and enter it in order', async () => {
  const app = new WebApp(WITH_APPROVAL, { executionMode: 'QUEUED' });
  const run = await RunningEngine.start(app, { approvals: 'ask' });
  const { commits, executions, first } = await threeCommits(app, run);
  expect(run.engine.state().approvals).toHaveLength(1);
  run.engine.decide(first.id, 'Approved', '');
  run.engine.decide((await waiting(run, commits[1])).id, 'Approved', '');
  run.engine.decide((await waiting(run, commits[2])).id, 'Approved', '');
  expect((await Promise.all(executions)).map(({ status }) => status)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  expect(run.environment('production').revision).toBe(commits[2]);
});

test('SUPERSEDED: the third commit replaces the second, which waits for the first', async () => {
  const app = new WebApp(WITH_APPROVAL, { executionMode: 'SUPERSEDED' });
  const run = await RunningEngine.start(app, { approvals: 'ask' });
  const { commits, executions, first } = await threeCommits(app, run);
  expect(await executions[1]).toMatchObject({ status: 'Superseded' });
  run.engine.decide(first.id, 'Rejected', 'the third is better');
  run.engine.decide((await waiting(run, commits[2])).id, 'Approved', '');
  expect((await Promise.all(executions)).map(({ status }) => status)).toEqual(['Failed', 'Superseded', 'Succeeded']);
  expect(run.environment('production').revision).toBe(commits[2]);
});

test('a commit that changes the pipeline restarts it with its new definition', async () => {
  const app = new WebApp(WITH_APPROVAL);
  const run = await RunningEngine.start(app);
  await run.runHead();
  app.configure([{ name: 'staging', instances: 1 }, ...WITH_APPROVAL]);
  const commit = app.commit('a staging environment');
  expect(await run.runHead()).toMatchObject({
    status: 'Succeeded',
    commit: { id: commit },
    stages: ['Source', 'Build', 'UpdatePipeline', 'staging', 'production'].map((name) => ({ name })),
  });
  expect(run.engine.state().executions.map(({ status }) => status)).toEqual(['Succeeded', 'Superseded', 'Succeeded']);
  expect(run.environment('staging').revision).toBe(commit);
});

test('fails a commit whose assembly is broken, and the next one repairs it', async () => {
  const app = new WebApp(WITH_APPROVAL);
  const run = await RunningEngine.start(app);
  await run.runHead();
  const good = app.read('infrastructure/app.mjs');
  app.write('infrastructure/app.mjs', `${good}\nwriteFileSync(\`\${outdir}/manifest.json\`, '{');\n`);
  app.commit('a broken assembly');
  expect(await run.runHead()).toMatchObject({ status: 'Failed' });
  expect(run.engine.state().failure?.title).toMatch(/the pipeline is unchanged, because .*manifest\.json: not JSON/);
  app.write('infrastructure/app.mjs', good);
  app.commit('the assembly is repaired');
  expect(await run.runHead()).toMatchObject({ status: 'Succeeded' });
});
