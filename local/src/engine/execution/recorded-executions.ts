import { readdir } from 'node:fs/promises';
import { asInterrupted } from './execution-record';
import { messageOf } from '../../messages/message-of';
import type { ExecutionState, FailureDigest } from '../../model/run-state';
import type { StateDirectory } from '../state/state-directory';

export interface RecordedExecutions {
  /** Newest first. Interrupted ones count as stopped. */
  readonly states: readonly ExecutionState[];
  /** Why the newest one failed, if it did. */
  readonly failure?: FailureDigest;
}

/** Reads the executions of earlier runs. They are only for display, so one that cannot be read is skipped. */
export async function readExecutions(state: StateDirectory, onSkipped: (text: string) => void): Promise<RecordedExecutions> {
  const read = async <T>(path: string): Promise<T | undefined> => {
    try {
      return await state.read<T>(path);
    } catch (error) {
      onSkipped(`an execution of an earlier run is skipped: ${messageOf(error)}`);
      return undefined;
    }
  };
  const ids = await readdir(state.executions()).catch(() => []);
  const found = await Promise.all(ids.map((id) => read<ExecutionState>(state.executionFile(id))));
  const states = found.filter((each) => each !== undefined).map(asInterrupted).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  const [last] = states;
  const failure = last?.status === 'Failed' ? await read<FailureDigest>(state.failure(last.id)) : undefined;
  return { states, ...failure && { failure } };
}
