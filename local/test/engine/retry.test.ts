import { tmpdir } from 'node:os';
import type { PipelineModel } from '../../src/assembly';
import { retryOf, whyNotRetried } from '../../src/engine/reruns';
import type { StateDirectory } from '../../src/engine/state/state-directory';
import type { ExecutionState, ExecutionStatus, StageStatus } from '../../src/model/run-state';

const COMMIT = { id: 'abcdef0123', subject: 's', author: 'a', date: '', branch: 'main' };
const STAGES = ['Source', 'Build', 'production'];

function execution(second: number, status: ExecutionStatus, ...stages: readonly StageStatus[]): ExecutionState {
  return {
    id: `e-${second}`,
    status,
    trigger: 'Webhook',
    commit: COMMIT,
    startedAt: `2026-11-24T10:00:0${second}.000Z`,
    stages: STAGES.map((name, index) => ({ name, status: stages[index] ?? 'NotStarted', actions: [] })),
  };
}

const FAILED = execution(1, 'Failed', 'Succeeded', 'Succeeded', 'Failed');
const STOPPED = execution(1, 'Stopped', 'Succeeded', 'Stopped');
const AGAIN = 'to release abcdef0 again, revert what came after it in a new commit';
const SUPERSEDED = `a later execution (e-2, commit abcdef0) has entered stage production: only the latest one there can be retried; ${AGAIN}`;
const action = (inputArtifacts: readonly string[], outputArtifacts: readonly string[]) => ({ inputArtifacts, outputArtifacts });
const PIPELINE = {
  executionMode: 'QUEUED',
  stages: STAGES.map((name, index) => ({ name, actions: [action(index === 0 ? [] : ['Code'], index === 0 ? ['Code'] : [])] })),
} as unknown as PipelineModel;

function whyNot(one: ExecutionState, all: readonly ExecutionState[], executionMode = 'QUEUED', kept = tmpdir()): string | undefined {
  return whyNotRetried(one, all, { ...PIPELINE, executionMode } as PipelineModel, { artifact: () => kept } as unknown as StateDirectory);
}

test.each<[string, ExecutionState, readonly ExecutionState[]]>([
  ['a failed one', FAILED, []],
  ['a stopped one', STOPPED, []],
  ['one that was stopped before a stage', execution(1, 'Stopped', 'Succeeded'), []],
  ['one before which others have been in the stage', FAILED, [execution(0, 'Succeeded', 'Succeeded', 'Succeeded', 'Succeeded')]],
  ['while a later one waits for the stage', FAILED, [execution(2, 'InProgress', 'Succeeded', 'Succeeded')]],
  ['after a later one that has skipped the stage', FAILED, [execution(2, 'Succeeded', 'Succeeded', 'Succeeded', 'Skipped')]],
])('%s can be retried', (_which, one, others) => {
  expect(whyNot(one, [...others, one], 'SUPERSEDED')).toBeUndefined();
});

test.each<StageStatus>(['InProgress', 'WaitingForApproval', 'Succeeded', 'Failed', 'Stopped'])(
  'not after a later one has entered the stage, where it is %s', (status) => {
    const later = execution(2, 'InProgress', 'Succeeded', 'Succeeded', status);
    expect(whyNot(FAILED, [later, FAILED])).toBe(SUPERSEDED);
    expect(whyNot(FAILED, [later, FAILED], 'PARALLEL')).toBeUndefined();
  });

test.each<ExecutionStatus>(['Queued', 'InProgress', 'WaitingForApproval', 'Succeeded', 'Superseded'])('not one that is %s', (status) => {
  expect(whyNot(execution(1, status), []))
    .toBe(`only an execution that failed or was stopped can be retried; this one is ${status}`);
});

test('not one that was stopped while it waited for a stage which a later one has entered meanwhile', () => {
  const waiting = execution(1, 'Stopped', 'Succeeded', 'Succeeded');
  const later = execution(2, 'Succeeded', 'Succeeded', 'Succeeded', 'Succeeded');
  expect(whyNot(waiting, [later, waiting], 'SUPERSEDED')).toBe(SUPERSEDED);
  const queued = execution(1, 'Stopped');
  expect(whyNot(queued, [execution(2, 'InProgress', 'InProgress'), queued])).toContain('has entered stage Source');
});

describe('where the artifacts are kept', () => {
  const retried = (one: ExecutionState, kept = tmpdir()) =>
    retryOf(one, [one], PIPELINE, { artifact: () => kept } as unknown as StateDirectory);

  test('a retry begins at the stage that failed, or that it waited for', () => {
    expect(retried(STOPPED)).toMatchObject({ trigger: 'Retry', retryOf: 'e-1', firstStage: 'Build' });
    expect(retried(execution(1, 'Stopped', 'Succeeded', 'Succeeded'))).toMatchObject({ firstStage: 'production' });
    expect(retried(FAILED)).not.toHaveProperty('onlyFirstStage');
  });

  test('without its artifacts, a retry begins anew, but not if a later execution would be undone', () => {
    const gone = '/does-not-exist';
    expect(retried(FAILED, gone)).toEqual({ commit: COMMIT, trigger: 'Retry', retryOf: 'e-1', artifacts: [] });
    // It has not come as far as the stage that failed, but others would go back to the older commit.
    const later = execution(2, 'Failed', 'Succeeded', 'Failed');
    expect(whyNot(FAILED, [later, FAILED])).toBeUndefined();
    expect(whyNot(FAILED, [later, FAILED], 'QUEUED', gone)).toBe('it would have to begin anew, although a later execution (e-2, commit abcdef0) '
      + `has started since: the artifacts of execution e-1 are gone; ${AGAIN}`);
    expect(whyNot(FAILED, [later, FAILED], 'PARALLEL', gone)).toBeUndefined();
    expect(whyNot(FAILED, [FAILED, execution(0, 'Succeeded', 'Succeeded')], 'QUEUED', gone)).toBeUndefined();
  });

  test('a rollback that is retried stays in its stage', () => {
    const rollback = execution(1, 'Failed', 'Skipped', 'Failed', 'Skipped');
    expect(retried(rollback)).toMatchObject({ trigger: 'Retry', firstStage: 'Build', onlyFirstStage: true });
    expect(retried(rollback, '/does-not-exist')).toEqual({ reason: `the artifacts of execution e-1 are gone; ${AGAIN}` });
  });
});
