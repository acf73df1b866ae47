import { whyNotRetried } from '../../src/engine/reruns';
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
const SUPERSEDED = 'a later execution (e-2, commit abcdef0) has entered stage production: only the latest one there can be retried';

test.each<[string, ExecutionState, readonly ExecutionState[]]>([
  ['a failed one', FAILED, []],
  ['a stopped one', STOPPED, []],
  ['one that was stopped before a stage', execution(1, 'Stopped', 'Succeeded'), []],
  ['one before which others have been in the stage', FAILED, [execution(0, 'Succeeded', 'Succeeded', 'Succeeded', 'Succeeded')]],
  ['while a later one waits for the stage', FAILED, [execution(2, 'InProgress', 'Succeeded', 'Succeeded')]],
  ['after a later one that has skipped the stage', FAILED, [execution(2, 'Succeeded', 'Succeeded', 'Succeeded', 'Skipped')]],
])('%s can be retried', (_which, one, others) => {
  expect(whyNotRetried(one, [...others, one], 'SUPERSEDED')).toBeUndefined();
});

test.each<StageStatus>(['InProgress', 'WaitingForApproval', 'Succeeded', 'Failed', 'Stopped'])(
  'not after a later one has entered the stage, where it is %s', (status) => {
    const later = execution(2, 'InProgress', 'Succeeded', 'Succeeded', status);
    expect(whyNotRetried(FAILED, [later, FAILED], 'QUEUED')).toBe(SUPERSEDED);
    expect(whyNotRetried(FAILED, [later, FAILED], 'PARALLEL')).toBeUndefined();
  });

test.each<ExecutionStatus>(['Queued', 'InProgress', 'WaitingForApproval', 'Succeeded', 'Superseded'])('not one that is %s', (status) => {
  expect(whyNotRetried(execution(1, status), [], 'QUEUED'))
    .toBe(`only an execution that failed or was stopped can be retried; this one is ${status}`);
});
