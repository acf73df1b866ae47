import { existsSync } from 'node:fs';
import type { PipelineModel } from '../assembly';
import type { Artifact } from './execution/action';
import type { StartRequest } from './execution/executions';
import type { StateDirectory } from './state/state-directory';
import type { Revision } from '../model/revision';
import type { ExecutionState } from '../model/run-state';
import type { EnvironmentRecord } from '../resources';

export type Rerun = StartRequest | { readonly reason: string };

/** `ROLLBACK` of the failed stage. CodeDeploy has already rolled back its deployment; this rolls back the stack as well. */
export function stageRollbackOf(
  failed: ExecutionState, pipeline: PipelineModel, records: ReadonlyMap<string, EnvironmentRecord>, state: StateDirectory,
): Rerun {
  const name = failed.stages.find(({ status }) => status === 'Failed')?.name;
  const environment = pipeline.metadata.environments.find((each) => each.stage === name)?.name;
  const revision = records.get(environment ?? '')?.revision;
  if (environment === undefined) return { reason: `stage ${name ?? ''} belongs to no environment, so it cannot be rolled back locally` };
  return revision ? redeployOf(environment, revision, pipeline, state) : { reason: `${environment} has no earlier successful deployment` };
}

/** Runs the failed stage of an execution again with the same artifacts, or everything if they are gone. */
export function retryOf(execution: ExecutionState | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  if (!execution) return { reason: 'unknown execution' };
  if (execution.status !== 'Failed' && execution.status !== 'Stopped') {
    return { reason: `only an execution that failed or was stopped can be retried; this one is ${execution.status}` };
  }
  const failed = execution.stages.find(({ status }) => status === 'Failed' || status === 'Stopped')?.name;
  const artifacts = artifactsOf(execution.id, execution, pipeline, state);
  const { commit } = execution;
  const firstStage = failed !== undefined && canStartAt(failed, pipeline, artifacts) ? failed : undefined;
  return { commit, trigger: 'Retry', artifacts, ...(firstStage !== undefined && { firstStage }) };
}

/** The revision that was deployed to an environment before the current one. */
export function rollbackOf(environment: string, record: EnvironmentRecord | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  if (!record) return { reason: `${environment} is not an environment of the pipeline` };
  if (!record.previousRevision) return { reason: `${environment} has no earlier revision` };
  return redeployOf(environment, record.previousRevision, pipeline, state);
}

/** Runs an environment's stage again with the artifacts of an earlier execution. */
function redeployOf(environment: string, { executionId, commit }: Revision, pipeline: PipelineModel, state: StateDirectory): Rerun {
  const stage = pipeline.metadata.environments.find(({ name }) => name === environment)?.stage;
  if (stage === undefined) return { reason: `${environment} is not an environment of the pipeline` };
  const artifacts = artifactsOf(executionId, { commit }, pipeline, state);
  if (!canStartAt(stage, pipeline, artifacts, stage)) {
    return { reason: `the artifacts of execution ${executionId} are gone; release commit ${commit.id.slice(0, 7)} again instead` };
  }
  return { commit, trigger: 'Rollback', artifacts, firstStage: stage, onlyFirstStage: true };
}

function artifactsOf(executionId: string, { commit }: Pick<ExecutionState, 'commit'>, pipeline: PipelineModel, state: StateDirectory): Artifact[] {
  const names = new Set(pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ outputArtifacts }) => outputArtifacts)));
  return [...names]
    .map((name) => ({ name, directory: state.artifact(executionId, name), executionId, commit }))
    .filter(({ directory }) => existsSync(directory));
}

/** Whether every artifact that the remaining actions read exists or is produced by one of them. */
function canStartAt(stage: string, pipeline: PipelineModel, artifacts: readonly Artifact[], last?: string): boolean {
  const known = new Set(artifacts.map(({ name }) => name));
  const index = pipeline.stages.findIndex(({ name }) => name === stage);
  if (index < 0) return false;
  const end = last === undefined ? pipeline.stages.length : pipeline.stages.findIndex(({ name }) => name === last) + 1;
  for (const action of pipeline.stages.slice(index, end).flatMap(({ actions }) => actions)) {
    if (!action.inputArtifacts.every((name) => known.has(name))) return false;
    for (const name of action.outputArtifacts) known.add(name);
  }
  return true;
}
