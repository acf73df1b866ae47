import { setTimeout as delay } from 'node:timers/promises';
import { DeploymentFailed, type DeploymentGuard } from './deployment-guard';
import type { HookSettings } from './service-settings';
import type { Waits } from './waits';
import { at, numberAt, stringAt, type Json } from '../../assembly/json';
import { runInlineFunction } from '../functions/inline-function';
import type { Work } from '../shape/resource';

/** As AWS waits before it asks again. */
const ASK_AGAIN_SECONDS = 30;

export interface HooksParts {
  readonly hooks: readonly HookSettings[];
  /** What every function is given. */
  readonly deployment: { readonly executionId: string; readonly resourceArn: string };
  readonly waits: Waits;
  readonly work: Work;
  readonly guard: DeploymentGuard;
}

/** What a hook asks of AWS reaches no account. */
const refuse = (name: string) => Promise.reject(new Error(`${name} is not answered on this machine`));

/** Asks functions and people at a stage of a deployment whether it goes on. */
export class Hooks {
  constructor(private readonly parts: HooksParts) {}

  /** All of a stage have to agree. */
  async at(stage: string): Promise<void> {
    for (const hook of this.parts.hooks.filter(({ stages }) => stages.includes(stage))) {
      if (hook.kind === 'pause') await this.pause(hook, stage);
      else await this.ask(hook, stage);
    }
  }

  private async ask({ functionArn, code }: Extract<HookSettings, { kind: 'lambda' }>, stage: string): Promise<void> {
    const { deployment, guard, work: { reporter, signal } } = this.parts;
    if (!code) {
      reporter.warning('ecs.hook.not-run', `${stage}: ${functionArn} does not run on this machine, and counts as SUCCEEDED`);
      return;
    }
    reporter.info('ecs.hook', `${stage}: ${code.logicalId} is asked`);
    for (let hookDetails: Json | undefined; ;) {
      guard.check();
      const event = { ...deployment, lifecycleStage: stage, ...hookDetails !== undefined && { hookDetails } };
      const { failed, value, lastLines } = await runInlineFunction(code, event, refuse, signal);
      guard.check();
      const status = stringAt(value, 'hookStatus');
      if (status === 'SUCCEEDED') return;
      if (status !== 'IN_PROGRESS') {
        const what = failed ? 'failed' : `answered ${status ?? 'without a hookStatus'}`;
        throw new DeploymentFailed('HOOK_FAILED', `the hook ${code.logicalId} ${what} at ${stage}`, undefined, lastLines);
      }
      // It gets what it left for itself.
      hookDetails = at(value, 'hookDetails') ?? hookDetails;
      await guard.minutes((numberAt(value, 'callBackDelay') ?? ASK_AGAIN_SECONDS) / 60);
    }
  }

  /** As long as nobody answers, what else may end a deployment does. */
  private async pause({ timeoutMinutes, timeoutAction }: Extract<HookSettings, { kind: 'pause' }>, stage: string): Promise<void> {
    const { guard, waits, work: { reporter, decide } } = this.parts;
    reporter.info('ecs.hook', `${stage}: the deployment is paused until a person decides, or for ${waits.text(timeoutMinutes)}`);
    const lifetimeMs = waits.milliseconds(timeoutMinutes);
    let decision: Awaited<ReturnType<NonNullable<typeof decide>>> | undefined;
    const over = new AbortController();
    const asked = decide?.(`its deployment is paused at ${stage}`, lifetimeMs, over.signal) ?? delay(lifetimeMs, 'Expired' as const);
    void asked.then((answer) => { decision = answer; });
    try {
      await guard.until(() => decision !== undefined);
    } finally {
      over.abort();
    }
    const goesOn = decision === 'Approved' || (decision === 'Expired' && timeoutAction === 'CONTINUE');
    if (!goesOn) {
      const who = decision === 'Expired' ? `nobody decided within ${waits.text(timeoutMinutes)}` : 'a person rolled it back';
      throw new DeploymentFailed('HOOK_FAILED', `paused at ${stage}: ${who}`);
    }
    reporter.info('ecs.hook', `${stage}: the deployment goes on${decision === 'Expired' ? ', because nobody decided in time' : ''}`);
  }
}
