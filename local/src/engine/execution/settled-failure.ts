import type { ExecutionState, FailureDigest } from '../../model/run-state';

/**
 * Whether a failure is of yesterday: the same execution or a later one has got past the stage that failed. A rollback does not
 * settle it: people still have to learn why there was one.
 */
export function isSettled(failure: FailureDigest, failed: ExecutionState | undefined, later: ExecutionState): boolean {
  if (later.trigger === 'Rollback' || (failed && later.startedAt < failed.startedAt)) return false;
  return later.status === 'Succeeded' || later.stages.some(({ name, status }) => name === failure.stage && status === 'Succeeded');
}
