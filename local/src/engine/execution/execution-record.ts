import type { PipelineModel } from '../../assembly';
import { isGoingOn } from '../../model/going-on';
import type { ActionState, ExecutionState, ExecutionStatus, FailureDigest, StageState, StageStatus } from '../../model/run-state';

type ExecutionFacts = Pick<ExecutionState, 'id' | 'trigger' | 'commit' | 'artifactsFrom' | 'retryOf'>;

/** `failure` is set once, when it occurs. */
type Changed = (state: ExecutionState, failure?: FailureDigest) => void;

/** The only place where the state of an execution changes. */
export class ExecutionRecord {
  static start(pipeline: PipelineModel, facts: ExecutionFacts, changed: Changed): ExecutionRecord {
    const record = new ExecutionRecord({ ...facts, status: 'Queued', startedAt: new Date().toISOString(), stages: stagesOf(pipeline) }, changed);
    record.clocks.set('', performance.now());
    changed(record.state);
    return record;
  }

  private readonly clocks = new Map<string, number>();
  private current: ExecutionState;
  private lastFailure?: FailureDigest;

  constructor(state: ExecutionState, private readonly changed: Changed) {
    this.current = state;
  }

  get state(): ExecutionState {
    return this.current;
  }

  /** Why an action or a condition failed last, even if the stage was retried since. */
  get failure(): FailureDigest | undefined {
    return this.lastFailure;
  }

  fail(failure: Omit<FailureDigest, 'executionId' | 'time'>): void {
    this.lastFailure = { executionId: this.current.id, time: new Date().toISOString(), ...failure };
    this.changed(this.current, this.lastFailure);
  }

  status(status: ExecutionStatus): void {
    if (this.isStopping && isGoingOn(status)) return;
    this.set({ ...this.current, status, ...(!isGoingOn(status) && { seconds: this.secondsOf('') }) });
  }

  /** Until it ends, it and its stages in progress are `Stopping`, whatever their actions still do. */
  stopping(): void {
    const stages = this.current.stages.map((stage) => ({ ...stage, status: whileStopping(stage.status) }));
    this.set({ ...this.current, status: 'Stopping', stages });
  }

  variables(variables: ExecutionState['variables']): void {
    this.set({ ...this.current, variables });
  }

  stage(name: string, status: StageStatus): void {
    this.setStage(name, (stage) => ({
      ...stage, status: this.isStopping ? whileStopping(status) : status, ...this.timesOf(`${name}/`, status),
    }));
  }

  action(stageName: string, name: string, status: StageStatus, summary?: string): void {
    const times = this.timesOf(`${stageName}/${name}`, status);
    this.setStage(stageName, (stage) => ({
      ...stage,
      actions: stage.actions.map((action) => action.name === name
        ? { ...action, status, ...(times.seconds !== undefined && { seconds: times.seconds }), ...(summary !== undefined && { summary }) }
        : action),
    }));
  }

  private get isStopping(): boolean {
    return this.current.status === 'Stopping';
  }

  private timesOf(key: string, status: StageStatus): { startedAt?: string; seconds?: number } {
    if (status === 'InProgress' && !this.clocks.has(key)) {
      this.clocks.set(key, performance.now());
      return { startedAt: new Date().toISOString() };
    }
    if (status === 'InProgress' || status === 'WaitingForApproval' || !this.clocks.has(key)) return {};
    const seconds = this.secondsOf(key);
    this.clocks.delete(key);
    return { seconds };
  }

  private secondsOf(key: string): number {
    const start = this.clocks.get(key);
    return start === undefined ? 0 : Math.round(performance.now() - start) / 1000;
  }

  private setStage(name: string, change: (stage: StageState) => StageState): void {
    this.set({ ...this.current, stages: this.current.stages.map((stage) => stage.name === name ? change(stage) : stage) });
  }

  private set(state: ExecutionState): void {
    this.current = state;
    this.changed(state);
  }
}

/** Marks an execution that a killed runner left unfinished as stopped: it cannot resume. */
export function asInterrupted(state: ExecutionState): ExecutionState {
  if (!isGoingOn(state.status)) return state;
  const stopped = (status: StageStatus): StageStatus => whileStopping(status) === 'Stopping' ? 'Stopped' : status;
  return {
    ...state,
    status: 'Stopped',
    stages: state.stages.map((stage) => ({
      ...stage,
      status: stopped(stage.status),
      actions: stage.actions.map((action): ActionState => ({ ...action, status: stopped(action.status) })),
    })),
  };
}

function whileStopping(status: StageStatus): StageStatus {
  return status === 'InProgress' || status === 'WaitingForApproval' ? 'Stopping' : status;
}

function stagesOf(pipeline: PipelineModel): StageState[] {
  return pipeline.stages.map((stage) => ({
    name: stage.name,
    status: 'NotStarted',
    actions: stage.actions.map((action) => ({ name: action.name, provider: action.provider, status: 'NotStarted' })),
  }));
}
