import { statusText } from '../../src/cli/running/status-text';
import type { EnvironmentState, ExecutionState, FailureDigest, RunState } from '../../src/model/run-state';

const state = (environment: Partial<EnvironmentState>) => ({
  executions: [],
  approvals: [],
  environments: [{ name: 'production', url: 'http://127.0.0.1:1', revision: 'f9be32a0', instances: [], ...environment }],
}) as unknown as RunState;

const hosts = (...inService: readonly boolean[]) => inService.map((each) => ({ inService: each })) as unknown as EnvironmentState['instances'];

test.each<[string, Partial<EnvironmentState>]>([
  ['1 of 2 instances', { hostKind: 'instance', instances: hosts(true, false) }],
  ['2 of 2 tasks', { hostKind: 'task', instances: hosts(true, true) }],
  ['1 of 1 execution environment', { hostKind: 'execution environment', instances: hosts(true) }],
])('names what serves in the terms of its compute: %s', (words, environment) => {
  expect(statusText(state(environment))).toContain(`f9be32a on ${words}, http://127.0.0.1:1`);
});

test.each<[string, Partial<EnvironmentState>]>([
  ['f9be32a, no execution environments at the moment', { hostKind: 'execution environment' }],
  ['no tasks yet', { hostKind: 'task', revision: undefined }],
  ['nothing deployed yet', { revision: undefined }],
  ['nothing deployed yet, 2 instances', { hostKind: 'instance', revision: undefined, instances: hosts(true, false) }],
  ['f9be32a on 0 of 1 instance', { hostKind: 'instance', instances: hosts(false) }],
])('says what there is before a deployment, or between requests: %s', (words, environment) => {
  expect(statusText(state(environment))).toContain(`  ${words}, http://127.0.0.1:1`);
});

test('names each revision that serves during a deployment', () => {
  const revisions = ['f9be32a0', 'f9be32a0', '1c2d3e4f'];
  const instances = revisions.map((revision) => ({ inService: true, revision })) as unknown as EnvironmentState['instances'];
  expect(statusText(state({ hostKind: 'task', instances }))).toContain('f9be32a on 2 and 1c2d3e4 on 1 of 3 tasks');
  expect(statusText(state({ hostKind: 'task', instances: instances.slice(2) }))).toContain('1c2d3e4 on 1 of 1 task');
});

test('shows only the revision of an environment that does not run', () => {
  expect(statusText(state({ url: '' }))).toMatch(/^ {2}production +f9be32a, not running$/m);
});

test('shows that nothing was deployed to an environment that does not run', () => {
  expect(statusText(state({ url: '', revision: undefined }))).toMatch(/^ {2}production +nothing deployed yet, not running$/m);
});

describe('executions', () => {
  const execution = (id: string, more: Partial<ExecutionState> = {}): ExecutionState => ({
    id,
    status: 'InProgress',
    trigger: 'Webhook',
    startedAt: '2026-11-24T10:00:00Z',
    commit: { id: `${id}cdef01234`, subject: `commit ${id}`, author: 'a', date: '', branch: 'main' },
    stages: [{ name: 'production', status: 'NotStarted', actions: [] }],
    ...more,
  });
  const text = (...executions: readonly ExecutionState[]) => statusText({ ...state({}), executions });

  test('one that waits for a stage says for which one, and which execution is in it', () => {
    const waits = execution('b', { waitsFor: { stage: 'production', executionId: 'a' } });
    expect(text(waits, execution('a')).split('\n').slice(0, 2)).toEqual([
      'InProgress bcdef01 commit b (execution b)',
      '  waits for stage production: execution a of acdef01 commit a is in it',
    ]);
    expect(text(waits)).toContain('waits for stage production: execution a is in it');
  });

  test('one that is being stopped says so', () => {
    expect(text(execution('a', { status: 'Stopping', stages: [{ name: 'production', status: 'Stopping', actions: [] }] })))
      .toMatch(/^Stopping acdef01 commit a \(execution a\)\n {2}production +Stopping$/m);
  });

  test('a retry names what it retries, and a rollback is called one', () => {
    expect(text(execution('b', { trigger: 'Retry', retryOf: 'a' }))).toContain('commit b (execution b, retry of execution a)');
    expect(text(execution('b', { trigger: 'Rollback' }))).toContain('commit b (execution b, rollback)');
  });

  test('a failure is that of the newest execution, or names the other one', () => {
    const failure: FailureDigest = { executionId: 'a', time: '', stage: 'production', title: 'ValidateService failed', lastLines: ['it crashed'] };
    const shown = (executions: readonly ExecutionState[], more: Partial<RunState> = {}) => statusText({ ...state({}), executions, failure, ...more });
    expect(shown([execution('a')])).toMatch(/\nfailed in production: ValidateService failed\n {2}\| it crashed$/);
    expect(shown([execution('b'), execution('a')]))
      .toContain('\nexecution a of acdef01 failed in production: ValidateService failed\n  | it crashed');
    expect(shown([execution('b'), execution('a')], { failureSupersededBy: 'b' })).toMatch(
      /\nexecution a of acdef01 failed in production before, and is superseded by execution b of bcdef01: ValidateService failed$/);
  });

  test('files that cannot be read are named after what can', () => {
    expect(statusText({ ...state({}), unreadable: ['x.json cannot be read'] })).toMatch(/\nx\.json cannot be read$/);
  });
});
