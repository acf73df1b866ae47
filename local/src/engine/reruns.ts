import { existsSync } from 'node:fs';
import type { PipelineModel } from '../assembly';
import type { Artifact } from './action';
import type { EnvironmentRecord } from './environment-record';
import type { StartRequest } from './executions';
import type { StateDirectory } from './state-directory';
import type { ExecutionState } from '../model/run-state';

type Rerun = StartRequest | { readonly reason: string };

/** The failed stage of an execution again, with the same artifacts; from the beginning when they are gone. */
export function retryOf(execution: ExecutionState | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  if (!execution) return { reason: 'this execution is not known' };
  if (execution.status !== 'Failed' && execution.status !== 'Stopped') return { reason: `only an execution that failed or was stopped can be retried; this one is ${execution.status}` };
  const failed = execution.stages.find(({ status }) => status === 'Failed' || status === 'Stopped')?.name;
  const artifacts = artifactsOf(execution.id, execution, pipeline, state);
  const { commit } = execution;
  const firstStage = failed !== undefined && canStartAt(failed, pipeline, artifacts) ? failed : undefined;
  return { commit, trigger: 'Retry', artifacts, ...(firstStage !== undefined && { firstStage }) };
}

/** The revision that an environment had before the current one. */
export function rollbackOf(environment: string, record: EnvironmentRecord | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  const stage = pipeline.metadata.environments.find(({ name }) => name === environment)?.stage;
  if (!record || stage === undefined) return { reason: `${environment} is no environment of the pipeline` };
  const previous = record.previousRevision;
  if (!previous) return { reason: `${environment} has no earlier revision` };
  const artifacts = artifactsOf(previous.executionId, previous, pipeline, state);
  if (!canStartAt(stage, pipeline, artifacts)) return { reason: `the artifacts of execution ${previous.executionId} are gone` };
  return { commit: previous.commit, trigger: 'Rollback', artifacts, firstStage: stage, onlyFirstStage: true };
}

function artifactsOf(executionId: string, { commit }: Pick<ExecutionState, 'commit'>, pipeline: PipelineModel, state: StateDirectory): Artifact[] {
  const names = new Set(pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ outputArtifacts }) => outputArtifacts)));
  return [...names]
    .map((name) => ({ name, directory: state.artifact(executionId, name), executionId, commit }))
    .filter(({ directory }) => existsSync(directory));
}

/** Every artifact that a later action reads is there, or is made on the way. */
function canStartAt(stage: string, pipeline: PipelineModel, artifacts: readonly Artifact[]): boolean {
  const known = new Set(artifacts.map(({ name }) => name));
  const index = pipeline.stages.findIndex(({ name }) => name === stage);
  if (index < 0) return false;
  for (const action of pipeline.stages.slice(index).flatMap(({ actions }) => actions)) {
    if (!action.inputArtifacts.every((name) => known.has(name))) return false;
    for (const name of action.outputArtifacts) known.add(name);
  }
  return true;
}
