import { isSettled } from '../../src/engine/execution/executions';
import type { ExecutionState, FailureDigest } from '../../src/model/run-state';

const FAILURE: FailureDigest = {
  executionId: 'failed',
  time: '2026-01-01T10:05:00Z',
  stage: 'staging',
  title: 'ValidateService failed',
  lastLines: [],
};
const FAILED = execution('Failed', 'Failed', { startedAt: '2026-01-01T10:00:00Z' });

test.each([
  ['the stage has succeeded in a later execution, which waits for an approval', execution('WaitingForApproval', 'Succeeded'), true],
  ['a later execution is not there yet', execution('InProgress', 'InProgress'), false],
  ['the stage has failed again', execution('Failed', 'Failed'), false],
  ['a later execution has succeeded, in a pipeline without the stage', execution('Succeeded', 'Succeeded', { stages: [] }), true],
  ['the stage went back to its last revision', execution('Succeeded', 'Succeeded', { trigger: 'Rollback' }), false],
  ['an earlier execution continues', execution('Succeeded', 'Succeeded', { startedAt: '2026-01-01T09:00:00Z' }), false],
])('%s: whether a failure is outdated', (_what, later, settled) => {
  expect(isSettled(FAILURE, FAILED, later)).toBe(settled);
});

function execution(
  status: ExecutionState['status'], staging: ExecutionState['stages'][number]['status'], more: Partial<ExecutionState> = {},
): ExecutionState {
  return {
    id: 'later',
    status,
    trigger: 'Webhook',
    startedAt: '2026-01-01T11:00:00Z',
    commit: { id: 'abc', subject: 'a commit', author: 'A', date: '2026-01-01T00:00:00Z', branch: 'main' },
    stages: [{ name: 'Build', status: 'Succeeded', actions: [] }, { name: 'staging', status: staging, actions: [] }],
    ...more,
  };
}
