import { setTimeout as delay } from 'node:timers/promises';
import type { Waits } from './waits';
import { stopIfAsked } from '../../model/action-failure';

const LONGEST_LOOK_MS = 1000;
const LOOK_EVERY_MS = 100;

/** Why a deployment is rolled back, or if that fails, too, why it failed. */
export class DeploymentFailed extends Error {
  /** @param task the first one that failed, if that is the reason. @param lastLines output of what failed, if it was not a task. */
  constructor(
    readonly errorCode: 'CIRCUIT_BREAKER' | 'ALARM_ACTIVE' | 'HOOK_FAILED', message: string, readonly task?: string,
    readonly lastLines: readonly string[] = [], readonly isRolledBack = true,
  ) {
    super(message);
  }
}

export interface GuardParts {
  readonly signal: AbortSignal;
  readonly closing: AbortSignal;
  readonly waits: Waits;
  /** Throws `DeploymentFailed` if the deployment must not continue. */
  readonly look: () => void;
}

/** Waits on behalf of a deployment: a wait ends early when the deployment fails or is stopped. */
export class DeploymentGuard {
  constructor(private readonly parts: GuardParts) {}

  check(): void {
    const { closing, signal, look } = this.parts;
    stopIfAsked(closing);
    stopIfAsked(signal);
    look();
  }

  /** Waits until the condition holds. */
  async until(isSo: () => boolean): Promise<void> {
    for (;;) {
      this.check();
      if (isSo()) return;
      await delay(LOOK_EVERY_MS);
    }
  }

  /** @param isOver whether there is nothing more to wait for */
  async minutes(count: number, isOver = () => false): Promise<void> {
    let left = this.parts.waits.milliseconds(count);
    let lookedAt = performance.now();
    await this.until(() => {
      // While this process stands still, nobody watches: that time does not count.
      left -= Math.min(performance.now() - lookedAt, LONGEST_LOOK_MS);
      lookedAt = performance.now();
      return left <= 0 || isOver();
    });
  }

  async turn(): Promise<void> {
    this.check();
    await delay(LOOK_EVERY_MS);
  }
}
