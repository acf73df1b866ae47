import type { Target } from './target';
import type { TargetGroupSettings } from '../model/target';

/** Chooses among the targets that may receive a request; there is at least one. */
export type Routing = (routable: readonly Target[]) => Target;

export function createRouting(settings: Pick<TargetGroupSettings, 'algorithm' | 'slowStartSeconds'>): Routing {
  switch (settings.algorithm) {
    case 'round_robin': return roundRobin(settings.slowStartSeconds);
    case 'least_outstanding_requests': return leastOutstandingRequests();
    case 'weighted_random': return random;
  }
}

/** Without anomaly mitigation all targets have the same weight. */
function random(routable: readonly Target[]): Target {
  return routable[Math.floor(Math.random() * routable.length)] as Target;
}

function roundRobin(slowStartSeconds: number): Routing {
  let turn = 0;
  return (routable) => {
    const ramping = slowStartSeconds > 0 && anyInFullSwing(routable, slowStartSeconds);
    for (let skipped = 0; ; skipped += 1) {
      turn = (turn + 1) % routable.length;
      const target = routable[turn] as Target;
      if (!ramping || skipped >= routable.length || takesItsTurn(target, slowStartSeconds)) return target;
    }
  };
}

/** In slow start, a target takes a growing share of its turns, from none to all. */
function takesItsTurn(target: Target, slowStartSeconds: number): boolean {
  target.slowStartCredit += slowStartShare(target, slowStartSeconds);
  if (target.slowStartCredit < 1) return false;
  target.slowStartCredit = 0;
  return true;
}

/** If no target is past its slow start, there is none to take the turns that a new one skips. */
function anyInFullSwing(routable: readonly Target[], slowStartSeconds: number): boolean {
  return routable.some((target) => slowStartShare(target, slowStartSeconds) >= 1);
}

function slowStartShare({ slowStartSince }: Target, slowStartSeconds: number): number {
  return slowStartSince === undefined ? 1 : Math.min(1, (performance.now() - slowStartSince) / (slowStartSeconds * 1000));
}

/** Ties are resolved in turn; otherwise the first target would get every request of a quiet group. */
function leastOutstandingRequests(): Routing {
  let turn = 0;
  return (routable) => {
    turn = (turn + 1) % routable.length;
    let least = routable[turn] as Target;
    for (let step = 1; step < routable.length; step += 1) {
      const target = routable[(turn + step) % routable.length] as Target;
      if (target.inFlight < least.inFlight) least = target;
    }
    return least;
  };
}
