import type { HostId, RolloutHost } from './host';
import type { RolloutErrorCode } from './rollout';
import { Rollout } from './rollout';
import type { DeploymentConfig } from '../../model/deployment';

export interface Prediction {
  readonly status: 'Succeeded' | 'Failed';
  readonly errorCode: RolloutErrorCode | null;
  readonly attempted: number;
  readonly skipped: number;
  readonly minimumHealthyHosts: number;
  readonly maxConcurrent: number;
  readonly estimatedSeconds: number;
}

export interface Assumptions {
  /** How long one host takes for all its events. */
  readonly hostSeconds: number;
  /** Whether the deployment to a host succeeds, by order of attempt (from 0) or by host. */
  outcome(attempt: number, host: HostId): boolean;
}

interface Attempt {
  readonly id: HostId;
  readonly ok: boolean;
  readonly endsAt: number;
}

/** Runs a rollout on a simulated clock. */
export function simulateRollout(hosts: readonly RolloutHost[], config: DeploymentConfig, { hostSeconds, outcome }: Assumptions): Prediction {
  const rollout = new Rollout(hosts, config);
  const running: Attempt[] = [];
  let attempts = 0;
  let now = 0;

  while (rollout.state === 'InProgress') {
    for (const id of rollout.next()) {
      rollout.started(id);
      running.push({ id, ok: outcome(attempts++, id), endsAt: now + hostSeconds });
    }
    // All hosts take equally long, so the one that started first ends first.
    const first = running.shift();
    if (first) {
      now = first.endsAt;
      rollout.finished(first.id, first.ok);
    } else if (rollout.zoneWait) {
      now += rollout.zoneWait.seconds;
      rollout.zoneWaitElapsed();
    } else {
      throw new Error('the rollout is in progress, but nothing can happen');
    }
  }

  return {
    status: rollout.state === 'Succeeded' ? 'Succeeded' : 'Failed',
    errorCode: rollout.errorCode,
    attempted: rollout.attempted.length,
    skipped: rollout.skipped.length,
    minimumHealthyHosts: rollout.minimumHealthyHosts,
    maxConcurrent: rollout.maxConcurrent,
    estimatedSeconds: now,
  };
}
