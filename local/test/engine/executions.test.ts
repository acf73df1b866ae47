import { tmpdir } from 'node:os';
import type { PipelineModel } from '../../src/assembly';
import type { RunAction } from '../../src/engine/execution/action';
import { Executions, type StartRequest } from '../../src/engine/execution/executions';
import type { StateDirectory } from '../../src/engine/state/state-directory';
import type { StateWriter } from '../../src/engine/state/state-writer';
import type { Message } from '../../src/messages/message';
import { ActionFailure, stopIfAsked } from '../../src/model/action-failure';
import { until } from '../until';

const STAGES = ['Build', 'production'];
const PIPELINE = {
  executionMode: 'QUEUED',
  variables: {},
  stages: STAGES.map((name) => ({
    name,
    beforeEntry: [],
    onSuccess: [],
    actions: [{ name: `${name}Action`, runOrder: 1, configuration: {}, inputArtifacts: [], outputArtifacts: [] }],
  })),
  stack: { template: { parameters: {} } },
} as unknown as PipelineModel;

const commit = (id: string) => ({ id: `${id}cdef01234`, subject: `commit ${id}`, author: 'a', date: '', branch: 'main' });
const request = (id: string, more: Partial<StartRequest> = {}): StartRequest => ({ commit: commit(id), trigger: 'Webhook', ...more });

/** Actions that a test ends one by one, in the order in which they begin. */
class Held {
  readonly open: { readonly commit: string; end(error?: Error): void }[] = [];
  readonly run: RunAction = ({ commit: { subject }, signal }) => new Promise((resolve, reject) => {
    // As a deployment: it ends by itself, also when it is stopped.
    this.open.push({
      commit: subject,
      end: (error) => {
        try {
          stopIfAsked(signal);
          if (error) reject(error);
          else resolve({});
        } catch (stopped) {
          reject(stopped as Error);
        }
      },
    });
  });

  /** Ends the action of a commit as soon as it has begun. */
  async end(subject: string, error?: Error): Promise<void> {
    await until(() => this.open.some((each) => each.commit === subject));
    const index = this.open.findIndex((each) => each.commit === subject);
    this.open.splice(index, 1)[0]!.end(error);
  }
}

let held: Held;
let messages: Message[];
let changes: number;
let executions: Executions;

beforeEach(() => {
  held = new Held();
  messages = [];
  changes = 0;
  executions = new Executions({
    state: { executionFile: String, failure: String, execution: () => `${tmpdir()}/none` } as unknown as StateDirectory,
    writer: { put: () => undefined } as unknown as StateWriter,
    pipeline: () => PIPELINE,
    parameters: () => ({}),
    actionFor: () => held.run,
    notify: (message) => messages.push(message),
    changed: () => { changes += 1; },
    onEnd: async () => undefined,
    rollbackOf: () => undefined,
    isNeeded: () => true,
    closing: new AbortController().signal,
  });
});

const said = (code: string) => messages.filter((each) => each.code === code).map(({ message }) => message);
const newest = () => executions.list()[0]!;
const statuses = () => [newest().status, ...newest().stages.map(({ status }) => status)];

test('an execution is stopping from the moment when it is stopped, until what it does has ended', async () => {
  const ended = executions.run(request('a'));
  await until(() => held.open.length === 1);
  expect(executions.stop(newest().id)).toEqual({ accepted: true });
  expect(statuses()).toEqual(['Stopping', 'Stopping', 'NotStarted']);
  expect(said('execution.stopping')).toEqual([`execution ${newest().id} is stopping: what stage Build is doing ends first`]);
  expect(executions.stop(newest().id)).toEqual({ accepted: false, reason: 'this execution is stopping already' });
  await held.end('commit a');
  expect(await ended).toMatchObject({ status: 'Stopped' });
  expect(statuses()).toEqual(['Stopped', 'Stopped', 'NotStarted']);
  expect(executions.stop(newest().id)).toEqual({ accepted: false, reason: 'this execution has ended' });
});

test('an execution that waits says for which stage, and who is in it, until it enters', async () => {
  const first = executions.run(request('a'));
  await until(() => held.open.length === 1);
  const inside = newest().id;
  const second = executions.run(request('b'));
  const third = executions.run(request('c'));
  const idOf = (subject: string) => executions.list().find((each) => each.commit.subject === subject)!.id;
  expect(executions.waitOf(inside)).toBeUndefined();
  for (const subject of ['commit b', 'commit c']) expect(executions.waitOf(idOf(subject))).toEqual({ stage: 'Build', executionId: inside });
  expect(said('stage.waiting')).toEqual(Array(2).fill(`waits for stage Build: execution ${inside} of acdef01 commit a is in it`));
  const before = changes;
  await held.end('commit a');
  await until(() => executions.waitOf(idOf('commit c'))?.executionId === idOf('commit b'));
  expect(changes).toBeGreaterThan(before);
  for (const subject of ['commit a', 'commit b', 'commit b', 'commit c', 'commit c']) await held.end(subject);
  for (const each of await Promise.all([first, second, third])) expect(each.status).toBe('Succeeded');
  expect(executions.waitOf(idOf('commit c'))).toBeUndefined();
});

test('one that is stopped while it waits does not wait for the one inside', async () => {
  const first = executions.run(request('a'));
  await until(() => held.open.length === 1);
  const second = executions.run(request('b'));
  const waiting = executions.list().find(({ status }) => status === 'Queued')!.id;
  expect(executions.stop(waiting)).toEqual({ accepted: true });
  expect(await second).toMatchObject({ id: waiting, status: 'Stopped' });
  expect(said('execution.stopping')).toEqual([`execution ${waiting} is stopping`]);
  for (const _stage of STAGES) await held.end('commit a');
  expect(await first).toMatchObject({ status: 'Succeeded' });
});

test('a retry and a rollback say what they are', async () => {
  const all = [
    executions.run(request('a', { trigger: 'Retry', retryOf: 'old', firstStage: 'production' })),
    executions.run(request('b', { trigger: 'Retry', retryOf: 'old' })),
    executions.run(request('c', { trigger: 'Rollback', firstStage: 'production', onlyFirstStage: true })),
  ];
  expect(said('execution.started').map((text) => text.replace(/^execution \S+/, 'execution X'))).toEqual([
    'execution X of acdef01 commit a: retry of execution old, from stage production',
    'execution X of bcdef01 commit b: retry of execution old',
    'execution X of ccdef01 commit c: rollback of stage production',
  ]);
  expect(executions.list().filter(({ retryOf }) => retryOf === 'old')).toHaveLength(2);
  for (const subject of ['commit a', 'commit c', 'commit b', 'commit b']) await held.end(subject);
  await Promise.all(all);
});

describe('what failed', () => {
  const fails = async (id: string) => {
    const ended = executions.run(request(id));
    await held.end(`commit ${id}`);
    await held.end(`commit ${id}`, new ActionFailure('it crashed'));
    return ended;
  };
  const succeeds = async (id: string, more: Partial<StartRequest> = {}) => {
    const ended = executions.run(request(id, more));
    for (let left = more.onlyFirstStage ? 1 : 2; left > 0; left--) await held.end(`commit ${id}`);
    return ended;
  };

  test('is superseded by what enters its stage later, such as a rollback, and outdated by a release', async () => {
    const { id } = await fails('a');
    expect(executions.failure).toMatchObject({ failure: { executionId: id, title: 'it crashed' } });
    expect(executions.failure).not.toHaveProperty('failureSupersededBy');
    const { id: later } = await fails('d');
    expect(executions.failure).toMatchObject({ failure: { executionId: later } });
    expect(executions.failure).not.toHaveProperty('failureSupersededBy');
    const rollback = await succeeds('b', { trigger: 'Rollback', firstStage: 'production', onlyFirstStage: true });
    expect(executions.failure).toMatchObject({ failure: { executionId: later }, failureSupersededBy: rollback.id });
    await succeeds('c');
    expect(executions.failure).toEqual({});
  });

  test('is not superseded by a rollback of another stage', async () => {
    await fails('a');
    await succeeds('b', { trigger: 'Rollback', firstStage: 'Build', onlyFirstStage: true });
    expect(executions.failure).not.toHaveProperty('failureSupersededBy');
  });
});
