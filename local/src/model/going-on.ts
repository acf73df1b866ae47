import type { ExecutionStatus } from './run-state';

/** A killed runner leaves unfinished executions, which count as stopped. */
const GOING_ON: ReadonlySet<ExecutionStatus> = new Set(['Queued', 'InProgress', 'WaitingForApproval', 'Stopping'] as const);

/** Whether an execution has not ended. */
export function isGoingOn(status: ExecutionStatus): boolean {
  return GOING_ON.has(status);
}
