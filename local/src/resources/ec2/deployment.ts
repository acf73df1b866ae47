import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { firstFailed, succeeded } from './host-deployment';
import { newDeploymentId, Rollout, type RolloutHost } from '../../codedeploy/rollout';
import { counted } from '../../messages/counted';
import { duration } from '../../messages/duration';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { DeploymentConfig, LifecycleEventResult } from '../../model/deployment';
import type { DeploymentState } from '../../model/run-state';

/**
 * CodeDeploy starts every instance that may start. Here they share the processors with the instances that serve: starting more at a time
 * would not finish sooner, and would slow down requests.
 */
const MOST_AT_ONCE = 2 * availableParallelism();

export interface DeploymentParts {
  readonly creator: DeploymentState['creator'];
  /** The commit id, for messages. */
  readonly revision: string;
  readonly config: DeploymentConfig;
  readonly hosts: readonly RolloutHost[];
  /** Runs all lifecycle events of this deployment on one instance. If it rejects, the deployment to that instance has failed. */
  readonly deployToHost: (hostId: string, deployment: Deployment, signal: AbortSignal) => Promise<readonly LifecycleEventResult[]>;
  readonly reporter: Reporter;
  readonly onChange: (state: DeploymentState) => void;
}

export interface HostFailure {
  readonly hostId: string;
  readonly event: LifecycleEventResult;
}

export interface DeploymentResult {
  readonly state: DeploymentState;
  readonly hosts: readonly RolloutHost[];
  /** Details of the first instance that failed. */
  readonly failure?: HostFailure;
}

/** One deployment to the instances of a deployment group: `Rollout` decides which instance is next, this class carries it out. */
export class Deployment {
  readonly id = newDeploymentId();
  private readonly rollout: Rollout;
  private readonly startedAt = performance.now();
  private readonly abort = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  private failure?: HostFailure;
  private message?: string;
  private current: DeploymentState;

  constructor(private readonly parts: DeploymentParts) {
    this.rollout = new Rollout(parts.hosts, parts.config);
    this.current = { id: this.id, creator: parts.creator, revision: parts.revision, status: 'Created', startedAt: new Date().toISOString() };
    parts.onChange(this.current);
  }

  get state(): DeploymentState {
    return this.current;
  }

  /** Lets running events finish and starts no more. */
  stop(reason: 'MANUAL_STOP' | 'ALARM_ACTIVE', message: string): void {
    if (this.current.status !== 'InProgress' && this.current.status !== 'Created') return;
    this.message ??= message;
    this.rollout.stop(reason);
    this.abort.abort();
  }

  async run(): Promise<DeploymentResult> {
    const { reporter } = this.parts;
    this.set({ status: 'InProgress' });
    reporter.info(
      'deployment.started',
      `deployment ${this.id} of ${this.parts.revision.slice(0, 7)} to ${counted(this.parts.hosts.length, 'instance')}, ${this.parts.config.name}, at `
        + `least ${this.rollout.minimumHealthyHosts} healthy`,
    );
    while (this.rollout.state === 'InProgress') await this.step();
    await Promise.all(this.running.values());
    const hosts = this.rollout.hostsAfter();
    this.end();
    return { state: this.current, hosts, ...(this.failure && { failure: this.failure }) };
  }

  private async step(): Promise<void> {
    const wait = this.rollout.zoneWait;
    if (wait && this.running.size === 0) {
      this.parts.reporter.info('deployment.zone.monitoring', `zone ${wait.zone} is done, monitoring it for ${wait.seconds} s`);
      await delay(wait.seconds * 1000, undefined, { signal: this.abort.signal }).catch(() => undefined);
      if (!this.abort.signal.aborted) this.rollout.zoneWaitElapsed();
      return;
    }
    for (const id of this.rollout.next().slice(0, MOST_AT_ONCE - this.running.size)) this.start(id);
    if (this.running.size === 0) throw new Error(`deployment ${this.id} is stuck: no instance may start and none is in progress`);
    await Promise.race(this.running.values());
  }

  private start(id: string): void {
    this.rollout.started(id);
    this.running.set(id, this.deploy(id).finally(() => this.running.delete(id)));
  }

  private async deploy(id: string): Promise<void> {
    const results = await this.parts.deployToHost(id, this, this.abort.signal).catch(unexpected);
    const event = firstFailed(results);
    if (event) this.failure ??= { hostId: id, event };
    this.rollout.finished(id, succeeded(results));
  }

  private end(): void {
    const state = this.rollout.state;
    const status = state === 'InProgress' ? 'Failed' : state;
    const skipped = this.rollout.skipped.length;
    const errorCode = this.rollout.errorCode;
    this.set({
      status,
      seconds: Math.round(performance.now() - this.startedAt) / 1000,
      ...(errorCode && { errorCode }),
      ...(status !== 'Succeeded' && { message: this.message ?? this.whyFailed(errorCode ?? 'HEALTH_CONSTRAINTS', skipped) }),
    });
    const { reporter } = this.parts;
    const data = { ...this.current };
    if (status === 'Succeeded') reporter.info('deployment.succeeded', `deployment ${this.id}: Succeeded after ${duration(data.seconds ?? 0)}`, data);
    else reporter.error('deployment.failed', `deployment ${this.id}: ${status}, ${data.message}`, data);
  }

  private whyFailed(errorCode: string, skipped: number): string {
    const { failure } = this;
    if (!failure) return `${errorCode}: at least ${this.rollout.minimumHealthyHosts} of ${this.parts.hosts.length} instances have to stay healthy`;
    const { event, hostId } = failure;
    const diagnostics = event.diagnostics;
    const script = diagnostics?.scriptName ? ` (${diagnostics.scriptName})` : '';
    return `${event.name}${script} failed on instance ${hostId}: ${diagnostics?.message ?? 'no reason given'}; `
      + `${counted(skipped, 'instance')} ${skipped === 1 ? 'was' : 'were'} not changed`;
  }

  private set(change: Partial<DeploymentState>): void {
    this.current = { ...this.current, ...change };
    this.parts.onChange(this.current);
  }
}

function unexpected(error: unknown): readonly LifecycleEventResult[] {
  const diagnostics = { errorCode: 'UnknownError', scriptName: '', message: messageOf(error), logTail: '' } as const;
  return [{ name: 'the deployment', status: 'Failed', noop: false, diagnostics }];
}
