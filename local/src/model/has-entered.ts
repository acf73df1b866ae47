import type { ExecutionState } from './run-state';

/** Whether an execution is in a stage, or has been. */
export function hasEntered({ stages }: ExecutionState, name: string): boolean {
  return stages.some((stage) => stage.name === name && stage.status !== 'NotStarted' && stage.status !== 'Skipped');
}
