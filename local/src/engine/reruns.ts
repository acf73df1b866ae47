import { existsSync } from 'node:fs';
import type { PipelineModel } from '../assembly';
import type { Artifact } from './execution/action';
import type { StartRequest } from './execution/executions';
import type { StateDirectory } from './state/state-directory';
import type { Revision } from '../model/revision';
import type { ExecutionState } from '../model/run-state';
import type { EnvironmentRecord } from '../resources';

export type Rerun = StartRequest | { readonly reason: string };

/** `ROLLBACK` of the stage that failed. A CodeDeploy deployment has been rolled back by then; this brings back the stack, too. */
export function stageRollbackOf(
  failed: ExecutionState, pipeline: PipelineModel, records: ReadonlyMap<string, EnvironmentRecord>, state: StateDirectory,
): Rerun {
  const name = failed.stages.find(({ status }) => status === 'Failed')?.name;
  const environment = pipeline.metadata.environments.find((each) => each.stage === name)?.name;
  const revision = records.get(environment ?? '')?.revision;
  if (environment === undefined) return { reason: `stage ${name ?? ''} is of no environment, and only those go back here` };
  return revision ? redeployOf(environment, revision, pipeline, state) : { reason: `${environment} has no earlier successful deployment` };
}

/** The failed stage of an execution again, with the same artifacts; from the beginning when they are gone. */
export function retryOf(execution: ExecutionState | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  if (!execution) return { reason: 'this execution is not known' };
  if (execution.status !== 'Failed' && execution.status !== 'Stopped') {
    return { reason: `only an execution that failed or was stopped can be retried; this one is ${execution.status}` };
  }
  const failed = execution.stages.find(({ status }) => status === 'Failed' || status === 'Stopped')?.name;
  const artifacts = artifactsOf(execution.id, execution, pipeline, state);
  const { commit } = execution;
  const firstStage = failed !== undefined && canStartAt(failed, pipeline, artifacts) ? failed : undefined;
  return { commit, trigger: 'Retry', artifacts, ...(firstStage !== undefined && { firstStage }) };
}

/** The revision that an environment had before the current one. */
export function rollbackOf(environment: string, record: EnvironmentRecord | undefined, pipeline: PipelineModel, state: StateDirectory): Rerun {
  if (!record) return { reason: `${environment} is not an environment of the pipeline` };
  if (!record.previousRevision) return { reason: `${environment} has no earlier revision` };
  return redeployOf(environment, record.previousRevision, pipeline, state);
}

/** The stage of an environment again, with the artifacts of an earlier execution. */
function redeployOf(environment: string, { executionId, commit }: Revision, pipeline: PipelineModel, state: StateDirectory): Rerun {
  const stage = pipeline.metadata.environments.find(({ name }) => name === environment)?.stage;
  if (stage === undefined) return { reason: `${environment} is not an environment of the pipeline` };
  const artifacts = artifactsOf(executionId, { commit }, pipeline, state);
  if (!canStartAt(stage, pipeline, artifacts, stage)) return { reason: `the artifacts of execution ${executionId} are gone` };
  return { commit, trigger: 'Rollback', artifacts, firstStage: stage, onlyFirstStage: true };
}

function artifactsOf(executionId: string, { commit }: Pick<ExecutionState, 'commit'>, pipeline: PipelineModel, state: StateDirectory): Artifact[] {
  const names = new Set(pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ outputArtifacts }) => outputArtifacts)));
  return [...names]
    .map((name) => ({ name, directory: state.artifact(executionId, name), executionId, commit }))
    .filter(({ directory }) => existsSync(directory));
}

/** Every artifact that a later action reads is there, or is made on the way. */
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
