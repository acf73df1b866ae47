import type { ActionModel, PipelineModel, StageModel } from '../../assembly';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure } from '../../model/action-failure';
import type { CommitState, ExecutionState } from '../../model/run-state';

/** The output of an action: a folder in the state directory, named as in the pipeline. */
export interface Artifact {
  readonly name: string;
  readonly directory: string;
  /** The execution that produced it; retries and rollbacks use artifacts of earlier ones. */
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

/** One action of one execution while it runs. */
export interface ActionRun extends ExecutionContext {
  readonly stage: StageModel;
  readonly action: ActionModel;
  /** Reports messages of this action. */
  readonly reporter: Reporter;
  /** Called when someone has to decide before the action continues. */
  waitingForApproval(): void;
}

export interface ActionResult {
  readonly status?: 'Succeeded' | 'Skipped';
  readonly summary?: string;
  /** Available to later actions and rules in the action's namespace. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Set when the pipeline has been updated, so that a new execution has to run. */
  readonly pipeline?: PipelineModel;
}

/** Rejects with `ActionFailure`; any other error is a bug in the runner and is shown as such. */
export type RunAction = (run: ActionRun) => Promise<ActionResult>;

export function inputArtifact(run: ActionRun, index = 0): Artifact {
  const name = run.action.inputArtifacts[index];
  const artifact = run.artifacts.get(name);
  if (!artifact) throw new ActionFailure(`action ${run.action.name} needs the artifact ${name ?? '(none named)'}, which no earlier action produced`);
  return artifact;
}
