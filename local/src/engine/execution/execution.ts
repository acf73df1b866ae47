import type { Artifact, ExecutionContext, RunAction } from './action';
import type { ExecutionRecord } from './execution-record';
import { PipelineVariables, withParameters, type VariableValues } from './pipeline-variables';
import type { StageGates } from './stage-gates';
import { StageRun, type StageResult } from './stage-run';
import type { ActionModel, PipelineModel, StageModel } from '../../assembly';
import type { Reporter } from '../../messages/reporter';
import type { ExecutionStatus, StageWait } from '../../model/run-state';

export interface ExecutionParts {
  readonly pipeline: PipelineModel;
  /** Parameter values of the pipeline's own stack. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly record: ExecutionRecord;
  readonly gates: StageGates;
  readonly actionFor: (action: ActionModel) => RunAction;
  readonly reporter: Reporter;
  /** Called when it begins to wait for a stage. */
  readonly onWait: (wait: StageWait) => void;
  /** Artifacts and variables of an earlier execution, if this one starts in the middle of the pipeline. */
  readonly artifacts?: Iterable<Artifact>;
  readonly variables?: VariableValues;
  readonly firstStage?: string;
  readonly lastStage?: string;
}

export interface ExecutionResult {
  readonly status: ExecutionStatus;
  /** Set when the pipeline has to restart with this definition. */
  readonly restartWith?: PipelineModel;
  /** Set when the failed stage asks for a rollback to its last successful execution. */
  readonly rollBack?: boolean;
}

type EnteredStage = Omit<StageResult, 'status'> & { readonly status: StageResult['status'] | 'Superseded' };

/** One run of a commit through the pipeline's stages. */
export class Execution {
  readonly id: string;
  private readonly abort = new AbortController();
  private readonly context: ExecutionContext;
  private readonly variables: PipelineVariables;

  constructor(private readonly parts: ExecutionParts) {
    const { id, trigger, commit } = parts.record.state;
    this.id = id;
    this.context = {
      executionId: id,
      trigger,
      commit,
      pipeline: parts.pipeline,
      artifacts: new Map([...parts.artifacts ?? []].map((artifact) => [artifact.name, artifact])),
      signal: this.abort.signal,
    };
    this.variables = new PipelineVariables(id, parts.pipeline, parts.variables);
  }

  get isStopping(): boolean {
    return this.abort.signal.aborted;
  }

  stop(): void {
    if (this.isStopping) return;
    const { record, reporter } = this.parts;
    const active = record.state.stages.filter(({ status }) => status === 'InProgress').map(({ name }) => name);
    record.stopping();
    const doing = active.length > 0 ? `: what stage ${active.join(', ')} is doing ends first` : '';
    reporter.info('execution.stopping', `execution ${this.id} is stopping${doing}`);
    this.abort.abort();
  }

  async run(): Promise<ExecutionResult> {
    const result = await this.runStages();
    this.parts.record.status(result.status);
    return result;
  }

  private async runStages(): Promise<ExecutionResult> {
    const { pipeline, record, firstStage, lastStage } = this.parts;
    const names = pipeline.stages.map(({ name }) => name);
    const first = firstStage === undefined ? 0 : names.indexOf(firstStage);
    const last = lastStage === undefined ? names.length - 1 : names.indexOf(lastStage);
    // At once: a retry has to know which stages were none of its own.
    for (const name of [...names.slice(0, first), ...names.slice(last + 1)]) record.stage(name, 'Skipped');
    for (const stage of pipeline.stages.slice(first, last + 1)) {
      const result = await this.enterAndRun(stage);
      if (result.status !== 'Succeeded') return result;
      if (result.restartWith) return { status: 'Superseded', restartWith: result.restartWith };
    }
    return { status: 'Succeeded' };
  }

  private async enterAndRun(stage: StageModel): Promise<EnteredStage> {
    const { gates, reporter, onWait } = this.parts;
    if (stage.disabledReason !== undefined) {
      reporter.warning('stage.disabled', `stage ${stage.name} cannot be entered: its inbound transition is disabled (${stage.disabledReason})`);
      return { status: 'Stopped' };
    }
    const entering = gates.enter(stage.name, this.id, this.abort.signal);
    const wait = gates.waitOf(this.id);
    if (wait) onWait(wait);
    const entry = await entering;
    if (entry !== 'Entered') return { status: entry };
    try {
      return await this.stageRun(stage).run();
    } finally {
      gates.leave(stage.name, this.id);
    }
  }

  private stageRun(stage: StageModel): StageRun {
    const { pipeline, parameters, record, actionFor, reporter } = this.parts;
    return new StageRun(stage, this.context, {
      record,
      actionFor,
      variables: this.variables,
      resolve: (text) => this.variables.resolve(withParameters(text, pipeline, parameters)),
      reporter: reporter.within({ stage: stage.name }),
    });
  }
}
