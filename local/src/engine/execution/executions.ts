import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Artifact, RunAction } from './action';
import { Execution } from './execution';
import { ExecutionRecord } from './execution-record';
import { readExecutions } from './recorded-executions';
import { StageGates } from './stage-gates';
import { tidied } from './tidied';
import type { ActionModel, PipelineModel } from '../../assembly';
import { duration } from '../../messages/duration';
import type { Notify } from '../../messages/message';
import { Reporter } from '../../messages/reporter';
import { stopIfAsked } from '../../model/action-failure';
import type { Outcome } from '../../model/console';
import { isGoingOn } from '../../model/going-on';
import { hasEntered } from '../../model/has-entered';
import type { CommitState, ExecutionState, FailureDigest, RunState, StageWait } from '../../model/run-state';
import type { StateDirectory } from '../state/state-directory';
import type { StateWriter } from '../state/state-writer';

/** How many executions are kept in the state directory, with their logs and artifacts. */
const KEPT_EXECUTIONS = 20;

export interface ExecutionsParts {
  readonly state: StateDirectory;
  readonly writer: StateWriter;
  readonly pipeline: () => PipelineModel;
  /** Parameter values of the pipeline's own stack. */
  readonly parameters: () => Readonly<Record<string, string>>;
  readonly actionFor: (action: ActionModel) => RunAction;
  readonly notify: Notify;
  readonly changed: () => void;
  /** Called after an execution has ended, whatever its result. */
  readonly onEnd: (executionId: string) => Promise<void>;
  /** The rollback to the last successful execution of the failed stage. */
  readonly rollbackOf: (failed: ExecutionState) => StartRequest | undefined;
  /** Whether an environment may have to roll back to the output of this execution. */
  readonly isNeeded: (executionId: string) => boolean;
  /** Aborted when the runner ends: nothing starts any more. */
  readonly closing: AbortSignal;
}

const FIRST_TRIES: readonly ExecutionState['trigger'][] = ['StartPipelineExecution', 'Webhook'];

/** Data of the message `execution.ended`. */
export interface ExecutionEnd {
  readonly execution: ExecutionState;
  readonly failure?: FailureDigest;
}

export interface StartRequest {
  readonly commit: CommitState;
  readonly trigger: ExecutionState['trigger'];
  /** The execution that it retries. */
  readonly retryOf?: string;
  readonly artifacts?: readonly Artifact[];
  readonly firstStage?: string;
  readonly onlyFirstStage?: boolean;
}

/** All executions of the pipeline, including those of earlier runs. */
export class Executions {
  private readonly live = new Map<string, { readonly execution: Execution; readonly ended: Promise<ExecutionState> }>();
  /** Including what follows the end of an execution: its tidying, and one that it starts. */
  private readonly work = new Set<Promise<unknown>>();
  private readonly gates: StageGates;
  private states: readonly ExecutionState[] = [];
  private lastFailure?: FailureDigest;

  constructor(private readonly parts: ExecutionsParts) {
    this.gates = new StageGates(() => parts.pipeline().executionMode);
  }

  /** Loads the executions of earlier runs. */
  async load(): Promise<void> {
    const reporter = new Reporter(this.parts.notify);
    const { states, failure } = await readExecutions(this.parts.state, (text) => reporter.warning('state.not-read', text));
    this.states = states;
    this.lastFailure = failure;
  }

  list(): readonly ExecutionState[] {
    return this.states;
  }

  /** The stage that an execution waits for, if it does. */
  waitOf(id: string): StageWait | undefined {
    return this.gates.waitOf(id);
  }

  /** What failed last, unless a later execution got past it. */
  get failure(): Pick<RunState, 'failure' | 'failureSupersededBy'> {
    const failure = this.lastFailure;
    if (!failure) return {};
    const later = this.states.find((each) => isOvertaken(failure, this.find(failure.executionId), each));
    return { failure, ...later && { failureSupersededBy: later.id } };
  }

  find(id: string | undefined): ExecutionState | undefined {
    return this.states.find((state) => state.id === id);
  }

  /**
   * Resolves with the last execution of the commit: the pipeline may have updated itself and restarted. Rejects with `Stopped` if the runner
   * is ending.
   */
  async run(request: StartRequest): Promise<ExecutionState> {
    stopIfAsked(this.parts.closing);
    const pipeline = this.parts.pipeline();
    const id = randomUUID();
    const reporter = new Reporter(this.parts.notify, { executionId: id });
    const { commit, trigger, artifacts, retryOf } = request;
    const artifactsFrom = artifacts?.[0]?.executionId;
    const facts = { id, commit, trigger, ...(artifactsFrom !== undefined && { artifactsFrom }), ...(retryOf !== undefined && { retryOf }) };
    const record = ExecutionRecord.start(pipeline, facts, (state, failure) => this.changed(state, failure));
    const execution = new Execution({
      pipeline,
      parameters: this.parts.parameters(),
      record,
      reporter,
      gates: this.gates,
      onWait: (wait) => this.waits(wait, reporter),
      actionFor: this.parts.actionFor,
      ...(artifacts && { artifacts, variables: this.find(artifactsFrom)?.variables }),
      ...(request.firstStage !== undefined && { firstStage: request.firstStage }),
      ...(request.onlyFirstStage && { lastStage: request.firstStage }),
    });
    reporter.info('execution.started', `${named({ id, commit })}${purposeOf(request)}`, { commit, ...(retryOf !== undefined && { retryOf }) });
    const ended = this.follow(execution, record, request, reporter);
    this.live.set(id, { execution, ended });
    const work = ended.catch(() => undefined).finally(() => this.work.delete(work));
    this.work.add(work);
    return ended;
  }

  /** Resolves when no execution is in progress, not even one that waits for an approval. */
  async idle(): Promise<void> {
    while (this.work.size > 0) await Promise.all(this.work);
  }

  stop(id: string): Outcome {
    const execution = this.live.get(id)?.execution;
    if (!execution) return { accepted: false, reason: 'this execution has ended' };
    if (execution.isStopping) return { accepted: false, reason: 'this execution is stopping already' };
    execution.stop();
    return { accepted: true };
  }

  /** Resolves when nothing is in progress, not even the tidying of an execution that had ended before. */
  async stopAll(): Promise<void> {
    const all = [...this.live.values()];
    for (const { execution } of all) execution.stop();
    await Promise.all([...all.map(({ ended }) => ended), this.idle()]);
  }

  private async follow(execution: Execution, record: ExecutionRecord, request: StartRequest, reporter: Reporter): Promise<ExecutionState> {
    const { restartWith, rollBack } = await execution.run().finally(() => this.live.delete(execution.id));
    const { state, failure } = record;
    const hasFailed = state.status === 'Failed';
    if (hasFailed) this.parts.writer.put(this.parts.state.failure(state.id), failure);
    const end: ExecutionEnd = { execution: state, ...(hasFailed && { failure }) };
    const text = `execution ${state.id}: ${state.status} after ${duration(state.seconds ?? 0)}`;
    reporter[hasFailed ? 'error' : 'info']('execution.ended', text, { ...end });
    await tidied(this.parts.onEnd(state.id), reporter);
    await this.prune(reporter);
    if (this.parts.closing.aborted) return state;
    if (restartWith) return this.run({ commit: request.commit, trigger: 'StartPipelineExecution' });
    // An execution that was started by a failure does not start another one.
    const next = rollBack && FIRST_TRIES.includes(request.trigger) ? this.parts.rollbackOf(state) : undefined;
    if (next) await this.run(next);
    return state;
  }

  private waits({ stage, executionId }: StageWait, reporter: Reporter): void {
    const inside = this.find(executionId);
    reporter.within({ stage }).info('stage.waiting', `waits for stage ${stage}: ${inside ? named(inside) : `execution ${executionId}`} is in it`);
    this.parts.changed();
  }

  private changed(state: ExecutionState, failure?: FailureDigest): void {
    if (failure) this.lastFailure = failure;
    const others = this.states.filter(({ id }) => id !== state.id);
    this.states = [state, ...others].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
    const last = this.lastFailure;
    const failed = this.find(last?.executionId);
    if (last && this.states.some((later) => isSettled(last, failed, later))) this.lastFailure = undefined;
    this.parts.writer.put(this.parts.state.executionFile(state.id), state);
    this.parts.changed();
  }

  /** Deletes old executions with all their output. Revisions that environments need are stored separately. */
  private async prune(reporter: Reporter): Promise<void> {
    const old = this.states.filter(({ status }) => !isGoingOn(status)).slice(KEPT_EXECUTIONS).filter(({ id }) => !this.parts.isNeeded(id));
    this.states = this.states.filter((state) => !old.includes(state));
    for (const { id } of old) await tidied(rm(this.parts.state.execution(id), { recursive: true, force: true }), reporter);
  }
}

function named({ id, commit }: Pick<ExecutionState, 'id' | 'commit'>): string {
  return `execution ${id} of ${commit.id.slice(0, 7)} ${commit.subject}`;
}

/** Why it runs, if not because of its commit. */
function purposeOf({ trigger, retryOf, firstStage }: StartRequest): string {
  const from = firstStage === undefined ? '' : `, from stage ${firstStage}`;
  if (retryOf !== undefined) return `: retry of execution ${retryOf}${from}`;
  return trigger === 'Rollback' && firstStage !== undefined ? `: rollback of stage ${firstStage}` : '';
}

/**
 * Whether a failure is outdated: the same or a later execution got past the failed stage. A rollback does not count, because the cause
 * still matters.
 */
export function isSettled(failure: FailureDigest, failed: ExecutionState | undefined, later: ExecutionState): boolean {
  if (later.trigger === 'Rollback' || (failed && later.startedAt < failed.startedAt)) return false;
  return later.status === 'Succeeded' || later.stages.some(({ name, status }) => name === failure.stage && status === 'Succeeded');
}

/** Whether a later execution has entered the failed stage. */
function isOvertaken({ stage }: FailureDigest, failed: ExecutionState | undefined, later: ExecutionState): boolean {
  return failed !== undefined && later.startedAt > failed.startedAt && hasEntered(later, stage);
}
