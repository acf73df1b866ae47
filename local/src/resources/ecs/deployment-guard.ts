import { setTimeout as delay } from 'node:timers/promises';
import type { Waits } from './waits';
import { stopIfAsked } from '../../model/action-failure';

const LOOK_EVERY_MS = 100;

/** Why a deployment is rolled back. */
export class DeploymentFailed extends Error {
  /**
   * @param task the first one that failed, if that is why.
   * @param lastLines of what failed, if that is no task.
   */
  constructor(
    readonly errorCode: 'CIRCUIT_BREAKER' | 'ALARM_ACTIVE' | 'HOOK_FAILED' | 'TASK_FAILED', message: string, readonly task?: string,
    readonly lastLines: readonly string[] = [],
  ) {
    super(message);
  }
}

export interface GuardParts {
  readonly signal: AbortSignal;
  readonly closing: AbortSignal;
  readonly waits: Waits;
  /** Throws `DeploymentFailed` where the deployment must not go on. */
  readonly look: () => void;
}

/** What a deployment waits with: it ends as soon as something is wrong, or somebody stops it. */
export class DeploymentGuard {
  constructor(private readonly parts: GuardParts) {}

  check(): void {
    const { closing, signal, look } = this.parts;
    stopIfAsked(closing);
    stopIfAsked(signal);
    look();
  }

  /** Until something is so. */
  async until(isSo: () => boolean): Promise<void> {
    for (;;) {
      this.check();
      if (isSo()) return;
      await delay(LOOK_EVERY_MS);
    }
  }

  async minutes(count: number): Promise<void> {
    const end = performance.now() + this.parts.waits.milliseconds(count);
    await this.until(() => performance.now() >= end);
  }

  async turn(): Promise<void> {
    this.check();
    await delay(LOOK_EVERY_MS);
  }
}
