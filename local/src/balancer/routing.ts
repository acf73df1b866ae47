import type { Target } from './target';
import type { TargetGroupSettings } from '../model/target';

/** Chooses one of the targets that may have a request; there is at least one. */
export type Routing = (routable: readonly Target[]) => Target;

export function createRouting(settings: Pick<TargetGroupSettings, 'algorithm' | 'slowStartSeconds'>): Routing {
  switch (settings.algorithm) {
    case 'round_robin': return roundRobin(settings.slowStartSeconds);
    case 'least_outstanding_requests': return leastOutstandingRequests();
    case 'weighted_random': return random;
  }
}

/** Without anomaly mitigation every target has the same weight. */
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

/** A target in slow start takes a share of its turns that grows from none to all of them. */
function takesItsTurn(target: Target, slowStartSeconds: number): boolean {
  target.slowStartCredit += slowStartShare(target, slowStartSeconds);
  if (target.slowStartCredit < 1) return false;
  target.slowStartCredit = 0;
  return true;
}

/** Without a target that is past its slow start there is nobody to take the turns that a new one leaves out. */
function anyInFullSwing(routable: readonly Target[], slowStartSeconds: number): boolean {
  return routable.some((target) => slowStartShare(target, slowStartSeconds) >= 1);
}

function slowStartShare({ slowStartSince }: Target, slowStartSeconds: number): number {
  return slowStartSince === undefined ? 1 : Math.min(1, (performance.now() - slowStartSince) / (slowStartSeconds * 1000));
}

/** Equals take turns: without that, the first target would get every request of a quiet group. */
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
