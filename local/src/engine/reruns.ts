import { existsSync } from 'node:fs';
import type { PipelineModel } from '../assembly';
import type { EnvironmentRecord } from '../resources';
import type { Artifact } from './execution/action';
import type { StartRequest } from './execution/executions';
import type { StateDirectory } from './state/state-directory';
import { hasEntered } from '../model/has-entered';
import type { Revision } from '../model/revision';
import type { CommitState, ExecutionState } from '../model/run-state';

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

/** Runs the failed stage of an execution again with the same artifacts, or everything if they are gone and nothing later has run. */
export function retryOf(
  execution: ExecutionState | undefined, all: readonly ExecutionState[], pipeline: PipelineModel, state: StateDirectory,
): Rerun {
  if (!execution) return { reason: 'unknown execution' };
  const reason = whyNotRetried(execution, all, pipeline, state);
  if (reason !== undefined) return { reason };
  const { id, commit } = execution;
  const artifacts = artifactsOf([id, execution.artifactsFrom], execution, pipeline, state);
  const firstStage = stageOfRetry(execution, artifacts, pipeline);
  return {
    commit,
    trigger: 'Retry',
    retryOf: id,
    artifacts,
    ...(firstStage !== undefined && { firstStage, ...(isForOneStage(execution) && { onlyFirstStage: true }) }),
  };
}

/**
 * Why an execution cannot be retried, if it cannot. `RetryStageExecution` takes the stage where an execution failed or was stopped, as long
 * as no later execution has entered that stage. In the mode PARALLEL, executions know nothing of each other.
 */
export function whyNotRetried(
  execution: ExecutionState, all: readonly ExecutionState[], pipeline: PipelineModel, state: StateDirectory,
): string | undefined {
  if (execution.status !== 'Failed' && execution.status !== 'Stopped') {
    return `only an execution that failed or was stopped can be retried; this one is ${execution.status}`;
  }
  const stage = stageToRetry(execution);
  const laterThan = pipeline.executionMode === 'PARALLEL' ? [] : all.filter((other) => other.startedAt > execution.startedAt);
  const later = stage && laterThan.find((other) => hasEntered(other, stage.name));
  if (stage && later) {
    return `a later execution (${shortly(later)}) has entered stage ${stage.name}: only the latest one there can be retried; `
      + toReleaseAgain(execution.commit);
  }
  const artifacts = artifactsOf([execution.id, execution.artifactsFrom], execution, pipeline, state);
  if (stageOfRetry(execution, artifacts, pipeline) !== undefined) return undefined;
  if (isForOneStage(execution)) return artifactsGone(execution.id, execution.commit);
  // It would have to begin anew, and take stages back to its commit that a later one has passed.
  const [newest] = laterThan;
  return newest && `it would have to begin anew, although a later execution (${shortly(newest)}) has started since: `
    + artifactsGone(execution.id, execution.commit);
}

function shortly({ id, commit }: ExecutionState): string {
  return `${id}, commit ${commit.id.slice(0, 7)}`;
}

function toReleaseAgain({ id }: CommitState): string {
  return `to release ${id.slice(0, 7)} again, revert what came after it in a new commit`;
}

/** The stage that a retry begins with; `undefined` if the artifacts that it needs are gone. */
function stageOfRetry(execution: ExecutionState, artifacts: readonly Artifact[], pipeline: PipelineModel): string | undefined {
  const stage = stageToRetry(execution)?.name;
  return stage !== undefined && canStartAt(stage, pipeline, artifacts, isForOneStage(execution) ? stage : undefined) ? stage : undefined;
}

/** One that was stopped while it waited for a stage goes on there. */
function stageToRetry({ stages }: ExecutionState): ExecutionState['stages'][number] | undefined {
  return stages.find(({ status }) => status === 'Failed' || status === 'Stopped') ?? stages.find(({ status }) => status === 'NotStarted');
}

/** A rollback, and its retries: the environments after it keep what they have. */
function isForOneStage({ trigger, stages }: ExecutionState): boolean {
  const begin = stages.findIndex(({ status }) => status !== 'Skipped');
  return trigger === 'Rollback' || stages.slice(begin + 1).some(({ status }) => status === 'Skipped');
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
  const artifacts = artifactsOf([executionId], { commit }, pipeline, state);
  if (!canStartAt(stage, pipeline, artifacts, stage)) {
    return { reason: artifactsGone(executionId, commit) };
  }
  return { commit, trigger: 'Rollback', artifacts, firstStage: stage, onlyFirstStage: true };
}

function artifactsGone(executionId: string, commit: CommitState): string {
  return `the artifacts of execution ${executionId} are gone; ${toReleaseAgain(commit)}`;
}

/** What is left of the artifacts of these executions; those of the first one count. */
function artifactsOf(
  executionIds: readonly (string | undefined)[], { commit }: Pick<ExecutionState, 'commit'>, pipeline: PipelineModel, state: StateDirectory,
): Artifact[] {
  const names = new Set(pipeline.stages.flatMap(({ actions }) => actions.flatMap(({ outputArtifacts }) => outputArtifacts)));
  return [...names].flatMap((name) => executionIds.filter((id) => id !== undefined)
    .map((executionId) => ({ name, directory: state.artifact(executionId, name), executionId, commit }))
    .filter(({ directory }) => existsSync(directory)).slice(0, 1));
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
