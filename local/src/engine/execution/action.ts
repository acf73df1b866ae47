import type { ActionModel, PipelineModel, StageModel } from '../../assembly';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure } from '../../model/action-failure';
import type { CommitState, ExecutionState } from '../../model/run-state';

/** What an action left for later ones: a folder in the state directory, under the name that the pipeline gives it. */
export interface Artifact {
  readonly name: string;
  readonly directory: string;
  /** The execution that made it; a retry and a rollback use those of an earlier one. */
  readonly executionId: string;
  readonly commit: CommitState;
}

/** What the stages and actions of one execution share. */
export interface ExecutionContext {
  readonly executionId: string;
  readonly trigger: ExecutionState['trigger'];
  readonly commit: CommitState;
  readonly pipeline: PipelineModel;
  readonly artifacts: Map<string, Artifact>;
  readonly signal: AbortSignal;
}

/** One action of one execution, while it runs. */
export interface ActionRun extends ExecutionContext {
  readonly stage: StageModel;
  readonly action: ActionModel;
  /** Of the action. */
  readonly reporter: Reporter;
  /** A person has to do something before the action goes on. */
  waitingForApproval(): void;
}

export interface ActionResult {
  readonly status?: 'Succeeded' | 'Skipped';
  readonly summary?: string;
  /** What later actions and rules find in the action's namespace. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The pipeline is no longer the one that this execution runs: a new execution has to. */
  readonly pipeline?: PipelineModel;
}

/** Rejects with `ActionFailure`; any other error is a defect of the runner and is shown as one. */
export type RunAction = (run: ActionRun) => Promise<ActionResult>;

export function inputArtifact(run: ActionRun, index = 0): Artifact {
  const name = run.action.inputArtifacts[index];
  const artifact = run.artifacts.get(name);
  if (!artifact) throw new ActionFailure(`action ${run.action.name} needs the artifact ${name ?? '(none named)'}, which no action before it made`);
  return artifact;
}
