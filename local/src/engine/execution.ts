import type { ActionModel, PipelineModel, StageModel } from '../assembly';
import { ActionFailure, Stopped, type ActionResult, type Artifact, type RunAction } from './action';
import type { ExecutionRecord } from './execution-record';
import type { StageGates } from './stage-gates';
import type { Reporter } from '../messages/reporter';
import type { CommitState, ExecutionStatus, FailureDigest, StageStatus } from '../model/run-state';

export interface ExecutionParts {
  readonly pipeline: PipelineModel;
  readonly commit: CommitState;
  readonly record: ExecutionRecord;
  readonly gates: StageGates;
  readonly actionFor: (action: ActionModel) => RunAction;
  readonly reporter: Reporter;
  readonly onFailure: (digest: FailureDigest) => void;
  /** Artifacts of an earlier execution, when this one starts in the middle of the pipeline. */
  readonly artifacts?: Iterable<Artifact>;
  readonly firstStage?: string;
  readonly lastStage?: string;
}

export interface ExecutionResult {
  readonly status: ExecutionStatus;
  /** Set when the pipeline has to start again with this definition. */
  readonly restartWith?: PipelineModel;
}

type StageResult = { readonly status: 'Succeeded' | 'Failed' | 'Stopped' | 'Superseded'; readonly restartWith?: PipelineModel };

/** One way of a commit through the pipeline's stages. */
export class Execution {
  readonly id: string;
  private readonly abort = new AbortController();
  private readonly artifacts: Map<string, Artifact>;

  constructor(private readonly parts: ExecutionParts) {
    this.id = parts.record.state.id;
    this.artifacts = new Map([...parts.artifacts ?? []].map((artifact) => [artifact.name, artifact]));
  }

  stop(): void {
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
    for (const [index, stage] of pipeline.stages.entries()) {
      if (index < first || index > last) {
        record.stage(stage.name, 'Skipped');
        continue;
      }
      const result = await this.enterAndRun(stage);
      if (result.status !== 'Succeeded') return result;
      if (result.restartWith) return { status: 'Superseded', restartWith: result.restartWith };
    }
    return { status: 'Succeeded' };
  }

  private async enterAndRun(stage: StageModel): Promise<StageResult> {
    const { gates, reporter } = this.parts;
    if (stage.disabledReason !== undefined) {
      reporter.warning('stage.disabled', `stage ${stage.name} cannot be entered: its inbound transition is disabled (${stage.disabledReason})`);
      return { status: 'Stopped' };
    }
    const entry = await gates.enter(stage.name, this.id, this.abort.signal);
    if (entry !== 'Entered') return { status: entry };
    try {
      return await this.runStage(stage);
    } finally {
      gates.leave(stage.name, this.id);
    }
  }

  private async runStage(stage: StageModel): Promise<StageResult> {
    const { record } = this.parts;
    const reporter = this.parts.reporter.within({ stage: stage.name });
    record.status('InProgress');
    record.stage(stage.name, 'InProgress');
    reporter.info('stage.started', `stage ${stage.name} started`);
    if (stage.conditional) reporter.info('stage.condition.recorded-only', `stage ${stage.name} has conditions that are checked on AWS and not here`);
    let restartWith: PipelineModel | undefined;
    for (const group of byRunOrder(stage.actions)) {
      const outcomes = await Promise.all(group.map((action) => this.runAction(stage, action, reporter)));
      const bad = outcomes.find(({ status }) => status === 'Failed') ?? outcomes.find(({ status }) => status === 'Stopped');
      if (bad) return this.endStage(stage, bad.status === 'Failed' ? 'Failed' : 'Stopped', reporter);
      restartWith ??= outcomes.find(({ result }) => result?.pipeline)?.result?.pipeline;
    }
    return { ...this.endStage(stage, 'Succeeded', reporter), restartWith };
  }

  private endStage(stage: StageModel, status: 'Succeeded' | 'Failed' | 'Stopped', reporter: Reporter): StageResult {
    this.parts.record.stage(stage.name, status);
    const seconds = this.parts.record.state.stages.find(({ name }) => name === stage.name)?.seconds ?? 0;
    reporter[status === 'Succeeded' ? 'info' : 'error']('stage.ended', `stage ${stage.name}: ${status} after ${seconds.toFixed(1)} s`, { status, seconds });
    return { status };
  }

  private async runAction(stage: StageModel, action: ActionModel, stageReporter: Reporter): Promise<{ status: StageStatus; result?: ActionResult }> {
    const { record, pipeline, commit } = this.parts;
    const reporter = stageReporter.within({ action: action.name });
    const end = (status: StageStatus, summary?: string) => {
      record.action(stage.name, action.name, status, summary);
      // Why it failed was said before.
      reporter.info('action.ended', `${action.name}: ${status}${summary && status !== 'Failed' ? `, ${summary}` : ''}`, { status, summary });
    };
    record.action(stage.name, action.name, 'InProgress');
    reporter.info('action.started', `${action.name} started`);
    try {
      const result = await this.parts.actionFor(action)({
        executionId: this.id,
        trigger: record.state.trigger,
        commit,
        pipeline,
        stage,
        action,
        reporter,
        artifacts: this.artifacts,
        signal: this.abort.signal,
        waitingForApproval: () => this.waitingForApproval(stage.name, action.name),
      });
      end(result.status ?? 'Succeeded', result.summary);
      record.status('InProgress');
      record.stage(stage.name, 'InProgress');
      return { status: 'Succeeded', result };
    } catch (error) {
      if (error instanceof Stopped || this.abort.signal.aborted) {
        end('Stopped', 'stopped');
        return { status: 'Stopped' };
      }
      this.fail(stage, error as Error, reporter);
      end('Failed', (error as Error).message);
      return { status: 'Failed' };
    }
  }

  private waitingForApproval(stage: string, action: string): void {
    this.parts.record.action(stage, action, 'WaitingForApproval');
    this.parts.record.stage(stage, 'WaitingForApproval');
    this.parts.record.status('WaitingForApproval');
  }

  private fail(stage: StageModel, error: Error, reporter: Reporter): void {
    const details = error instanceof ActionFailure ? error.details : {};
    const lastLines = details.lastLines ?? (error instanceof ActionFailure ? [] : (error.stack ?? '').split('\n').slice(1, 6));
    reporter.error('action.failed', error.message, { ...details, lastLines });
    this.parts.onFailure({
      executionId: this.id,
      time: new Date().toISOString(),
      stage: stage.name,
      title: error.message,
      lastLines,
      ...(details.environment !== undefined && { environment: details.environment }),
      ...(details.instance !== undefined && { instance: details.instance }),
      ...(details.diagnostics && { diagnostics: details.diagnostics }),
    });
  }
}

function byRunOrder(actions: readonly ActionModel[]): ActionModel[][] {
  const groups = new Map<number, ActionModel[]>();
  for (const action of actions) groups.set(action.runOrder, [...groups.get(action.runOrder) ?? [], action]);
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}
