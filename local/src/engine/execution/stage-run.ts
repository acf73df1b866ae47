import type { ActionResult, ExecutionContext, RunAction } from './action';
import type { ExecutionRecord } from './execution-record';
import type { PipelineVariables } from './pipeline-variables';
import { unmetCondition, type ResolveText, type UnmetCondition } from './stage-conditions';
import type { ActionModel, PipelineModel, StageModel } from '../../assembly';
import { duration } from '../../messages/duration';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure, Rejected, Stopped } from '../../model/action-failure';
import type { StageStatus } from '../../model/run-state';

export interface StageServices {
  readonly record: ExecutionRecord;
  readonly variables: PipelineVariables;
  /** Resolves variables, and parameters of the pipeline's stack, in conditions. */
  readonly resolve: ResolveText;
  readonly actionFor: (action: ActionModel) => RunAction;
  /** Reports messages of this stage. */
  readonly reporter: Reporter;
}

export interface StageResult {
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  /** Set when the pipeline has to restart with this definition. */
  readonly restartWith?: PipelineModel;
  /** Set when the stage has to roll back to its last successful execution. */
  readonly rollBack?: boolean;
}

/** One stage of an execution: its conditions, its actions, and its failure handling. */
export class StageRun {
  private readonly succeeded = new Set<string>();

  constructor(private readonly stage: StageModel, private readonly context: ExecutionContext, private readonly services: StageServices) {}

  async run(): Promise<StageResult> {
    const { stage, services: { record, reporter } } = this;
    const unmet = this.unmet(stage.beforeEntry);
    if (unmet?.result === 'SKIP') {
      record.stage(stage.name, 'Skipped');
      reporter.info('stage.skipped', `stage ${stage.name} is skipped: ${unmet.reason}`);
      return { status: 'Succeeded' };
    }
    record.status('InProgress');
    record.stage(stage.name, 'InProgress');
    reporter.info('stage.started', `stage ${stage.name} started`);
    const result = unmet ? this.refused(`stage ${stage.name} cannot be entered: ${unmet.reason}`) : await this.actionsAndWhatFollows();
    this.end(result.status);
    return result;
  }

  private async actionsAndWhatFollows(): Promise<StageResult> {
    const { stage: { name, onFailure, onSuccess }, services: { reporter } } = this;
    let result = await this.runActions();
    const asked = result.status === 'Failed' && onFailure ? this.unmet(onFailure.conditions)?.result ?? onFailure.result : undefined;
    if (asked === 'RETRY') {
      reporter.warning('stage.retry', `stage ${name} failed and is retried (${onFailure?.retryMode})`);
      if (onFailure?.retryMode === 'ALL_ACTIONS') this.succeeded.clear();
      result = await this.runActions();
    }
    if (result.status === 'Failed') return { ...result, rollBack: asked === 'ROLLBACK' };
    const unmet = result.status === 'Succeeded' ? this.unmet(onSuccess) : undefined;
    return unmet ? { ...this.refused(`stage ${name} does not count as successful: ${unmet.reason}`), rollBack: unmet.result === 'ROLLBACK' } : result;
  }

  private unmet(conditions: StageModel['beforeEntry']): UnmetCondition | undefined {
    return unmetCondition(conditions, this.services.resolve, this.services.reporter);
  }

  private refused(reason: string): StageResult {
    this.fail(new ActionFailure(reason), this.services.reporter);
    return { status: 'Failed' };
  }

  private async runActions(): Promise<StageResult> {
    let restartWith: PipelineModel | undefined;
    for (const group of byRunOrder(this.stage.actions)) {
      const left = group.filter(({ name }) => !this.succeeded.has(name));
      const outcomes = await Promise.all(left.map((action) => this.runAction(action)));
      const bad = outcomes.find(({ status }) => status === 'Failed') ?? outcomes.find(({ status }) => status === 'Stopped');
      if (bad) return { status: bad.status === 'Failed' ? 'Failed' : 'Stopped' };
      restartWith ??= outcomes.find(({ result }) => result?.pipeline)?.result?.pipeline;
    }
    return { status: 'Succeeded', restartWith };
  }

  private async runAction(written: ActionModel): Promise<{ status: StageStatus; result?: ActionResult }> {
    const { stage, context, services: { record, actionFor } } = this;
    const reporter = this.services.reporter.within({ action: written.name });
    const end = (status: StageStatus, summary?: string, isRejected = false) => {
      record.action(stage.name, written.name, status, summary);
      // The reason of a failure was reported before; of what was stopped there is none.
      const how = summary && status !== 'Failed' && status !== 'Stopped' ? `, ${summary}` : '';
      reporter.info('action.ended', `${written.name}: ${isRejected ? 'rejected' : status}${how}`, { status, summary });
    };
    record.action(stage.name, written.name, 'InProgress');
    reporter.info('action.started', `${written.name} started`);
    const action = this.withVariables(written, reporter);
    try {
      const result = await actionFor(action)({ ...context, stage, action, reporter, waitingForApproval: () => this.waitingForApproval(action.name) });
      this.succeeded.add(action.name);
      this.keepVariables(action, result);
      end(result.status ?? 'Succeeded', result.summary);
      record.status('InProgress');
      record.stage(stage.name, 'InProgress');
      return { status: 'Succeeded', result };
    } catch (error) {
      if (error instanceof Stopped || context.signal.aborted) {
        end('Stopped', 'stopped');
        return { status: 'Stopped' };
      }
      this.fail(error as Error, reporter, action.name);
      end('Failed', (error as Error).message, error instanceof Rejected);
      return { status: 'Failed' };
    }
  }

  private withVariables(action: ActionModel, reporter: Reporter): ActionModel {
    const unknown = new Set<string>();
    const configuration = Object.fromEntries(Object.entries(action.configuration).map(([key, value]) => {
      const resolved = this.services.variables.resolve(value);
      for (const reference of resolved.unknown) unknown.add(reference);
      return [key, resolved.text];
    }));
    if (unknown.size > 0) {
      reporter.warning(
        'action.variable.unknown',
        `${action.name}: ${[...unknown].join(', ')} has no value locally and is left unresolved; on AWS the action would fail`,
      );
    }
    return { ...action, configuration };
  }

  private keepVariables({ namespace }: ActionModel, { variables }: ActionResult): void {
    if (namespace === undefined || !variables) return;
    this.services.variables.set(namespace, variables);
    this.services.record.variables(this.services.variables.all);
  }

  private waitingForApproval(action: string): void {
    const { stage, services: { record } } = this;
    record.action(stage.name, action, 'WaitingForApproval');
    record.stage(stage.name, 'WaitingForApproval');
    record.status('WaitingForApproval');
  }

  private end(status: StageResult['status']): void {
    const { stage, services: { record, reporter } } = this;
    record.stage(stage.name, status);
    const seconds = record.state.stages.find(({ name }) => name === stage.name)?.seconds ?? 0;
    reporter[status === 'Succeeded' ? 'info' : 'error'](
      'stage.ended',
      `stage ${stage.name}: ${status} after ${duration(seconds)}`,
      { status, seconds },
    );
  }

  private fail(error: Error, reporter: Reporter, action?: string): void {
    const details = error instanceof ActionFailure ? error.details : {};
    const lastLines = details.lastLines ?? [...linesOfDefect(error)];
    const title = messageOf(error);
    reporter.error('action.failed', title, { ...details, lastLines });
    this.services.record.fail({
      stage: this.stage.name,
      ...(action !== undefined && { action }),
      title,
      lastLines,
      ...(details.environment !== undefined && { environment: details.environment }),
      ...(details.instance !== undefined && { instance: details.instance }),
      ...(details.diagnostics && { diagnostics: details.diagnostics }),
    });
  }
}

/** The beginning of the stack trace, for debugging the runner. */
function linesOfDefect(error: Error): readonly string[] {
  return error instanceof ActionFailure || !process.env.GOSTYLE_DEBUG ? [] : (error.stack ?? '').split('\n').slice(1, 6);
}

function byRunOrder(actions: readonly ActionModel[]): ActionModel[][] {
  const groups = new Map<number, ActionModel[]>();
  for (const action of actions) groups.set(action.runOrder, [...groups.get(action.runOrder) ?? [], action]);
  return [...groups.entries()].sort(([a], [b]) => a - b).map(([, group]) => group);
}
