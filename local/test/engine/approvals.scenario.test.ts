import { RunningEngine } from './running-engine';
import { WebApp } from './web-app';
import type { ApprovalState } from '../../src/model/run-state';

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
