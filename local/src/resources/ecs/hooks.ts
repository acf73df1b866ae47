import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DeploymentFailed, type DeploymentGuard } from './deployment-guard';
import type { HookSettings } from './service-settings';
import type { Waits } from './waits';
import { at, numberAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import { runInlineFunction } from '../functions/inline-function';
import type { Work } from '../shape/resource';

/** ECS's default interval between calls of a hook that is IN_PROGRESS. */
const ASK_AGAIN_SECONDS = 30;

export interface HooksParts {
  readonly hooks: readonly HookSettings[];
  readonly service: string;
  /** Ids of the deployment and its service revisions. */
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  readonly waits: Waits;
  readonly work: Work;
  readonly guard: DeploymentGuard;
}

/** The share of requests that goes to the new tasks. */
export interface Moved {
  readonly test?: number;
  readonly production?: number;
}

/** Stages during a traffic shift; only these run again when the traffic is shifted back. */
const MOVING = ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'];

/** Hook functions have no AWS account here, so every API call fails. */
const refuse = (name: string) => Promise.reject(new Error(`${name} is not available on this machine`));

/** Runs the lifecycle hooks of a deployment stage: functions, and pauses that wait for a decision. */
export class Hooks {
  private readonly reached = new Set<string>();

  constructor(private readonly parts: HooksParts) {}

  /** Runs all hooks of a stage; each one must succeed. */
  async at(stage: string, moved: Moved = {}): Promise<void> {
    const { guard, work: { signal } } = this.parts;
    this.reached.add(stage);
    for (const hook of this.parts.hooks.filter(({ stages }) => stages.includes(stage))) {
      if (hook.kind === 'pause') await this.pause(hook, stage);
      else await this.ask(hook, { stage, moved, guard, signal, isOver: () => false });
    }
  }

  /** Functions that ran during the traffic shift run again when the traffic is back. Their results no longer matter. */
  async back(guard: DeploymentGuard, signal: AbortSignal): Promise<void> {
    const isOver = () => this.parts.work.signal.aborted;
    const stages = MOVING.filter((stage) => this.reached.has(stage));
    for (const stage of stages) {
      for (const hook of this.parts.hooks.filter(({ stages: of }) => of.includes(stage))) {
        if (hook.kind === 'pause') continue;
        const moved = stage === 'TEST_TRAFFIC_SHIFT' ? { test: 0 } : { production: 0 };
        await this.ask(hook, { stage, moved, guard, signal, isOver }).catch((error: unknown) => {
          if (!(error instanceof DeploymentFailed)) throw error;
          this.parts.work.reporter.warning('ecs.hook', `${error.message}, during a rollback, which continues`);
        });
      }
    }
  }

  private async ask({ functionArn, code }: LambdaHook, { stage, moved, guard, signal, isOver }: Asking): Promise<void> {
    const { reporter } = this.parts.work;
    if (!code) {
      reporter.warning('ecs.hook.not-run', `${stage}: ${functionArn} does not run locally, and counts as SUCCEEDED`);
      return;
    }
    reporter.info('ecs.hook', `${stage}: invoking ${code.logicalId}`);
    const executionId = randomUUID();
    for (let hookDetails: Json | undefined; ;) {
      guard.check();
      const event = { executionId, lifecycleStage: stage, ...this.details(moved), ...hookDetails !== undefined && { hookDetails } };
      const { failed, value, lastLines } = await runInlineFunction(code, event, refuse, signal);
      guard.check();
      const status = stringAt(value, 'hookStatus');
      if (status === 'SUCCEEDED') return;
      if (status !== 'IN_PROGRESS') {
        const what = failed ? 'failed' : `answered ${status ?? 'without a hookStatus'}`;
        throw new DeploymentFailed('HOOK_FAILED', `the hook ${code.logicalId} ${what} at ${stage}`, undefined, lastLines);
      }
      // The next call receives the details that this one returned.
      hookDetails = at(value, 'hookDetails') ?? hookDetails;
      await guard.minutes((numberAt(value, 'callBackDelay') ?? ASK_AGAIN_SECONDS) / 60, isOver);
      if (isOver()) throw new DeploymentFailed('HOOK_FAILED', `the hook ${code.logicalId} is not asked again at ${stage}: the execution was stopped`);
    }
  }

  /** Uses the field names of Amazon ECS. */
  private details({ test, production }: Moved): JsonObject {
    const { service, deployment, from, to } = this.parts;
    const revision = (id: string) => arnOf('service-revision', `${service}/${id}`);
    const weights = (percent?: number): JsonObject => percent === undefined ? {} : { [revision(to)]: percent, [revision(from)]: 100 - percent };
    return {
      resourceArn: arnOf('service-deployment', `${service}/${deployment}`),
      executionDetails: {
        serviceArn: arnOf('service', service),
        targetServiceRevisionArn: revision(to),
        testTrafficWeights: weights(test),
        productionTrafficWeights: weights(production),
      },
    };
  }

  /** The deployment can still fail for other reasons while it waits for a decision. */
  private async pause({ timeoutMinutes, timeoutAction }: Extract<HookSettings, { kind: 'pause' }>, stage: string): Promise<void> {
    const { guard, waits, work: { reporter, decide } } = this.parts;
    reporter.info('ecs.hook', `${stage}: the deployment is paused until someone decides, for at most ${waits.text(timeoutMinutes)}`);
    const lifetimeMs = waits.milliseconds(timeoutMinutes);
    let decision: Awaited<ReturnType<NonNullable<typeof decide>>> | undefined;
    const over = new AbortController();
    const asked = decide?.(`its deployment is paused at ${stage}`, lifetimeMs, over.signal)
      ?? delay(lifetimeMs, 'Expired' as const, { signal: over.signal }).catch(() => undefined);
    void asked.then((answer) => { decision = answer; });
    try {
      await guard.until(() => decision !== undefined);
    } finally {
      over.abort();
    }
    const goesOn = decision === 'Approved' || (decision === 'Expired' && timeoutAction === 'CONTINUE');
    if (!goesOn) {
      const who = decision === 'Expired' ? `no decision within ${waits.text(timeoutMinutes)}` : 'rolled back by decision';
      throw new DeploymentFailed('HOOK_FAILED', `paused at ${stage}: ${who}`);
    }
    reporter.info('ecs.hook', `${stage}: the deployment continues${decision === 'Expired' ? ', because nobody decided in time' : ''}`);
  }
}

type LambdaHook = Extract<HookSettings, { kind: 'lambda' }>;

interface Asking {
  readonly stage: string;
  readonly moved: Moved;
  readonly guard: DeploymentGuard;
  readonly signal: AbortSignal;
  /** Whether a hook that is IN_PROGRESS is not asked again. */
  readonly isOver: () => boolean;
}

function arnOf(resource: string, name: string): string {
  return `arn:aws:ecs:local:000000000000:${resource}/${name}`;
}
