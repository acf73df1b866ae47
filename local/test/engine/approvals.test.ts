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
