import type { RolloutHost } from '../../../src/codedeploy/rollout';

/** Hosts i1..iN with the given health, all with an old revision and in one zone. */
export function fleet(...health: readonly string[]): RolloutHost[] {
  return health.map((value, index) => ({ id: `i${index + 1}`, zone: 'a', health: value === 'healthy' ? 'healthy' : 'unhealthy', revision: 'old' }));
}

export function healthyFleet(size: number): RolloutHost[] {
  return fleet(...Array<string>(size).fill('healthy'));
}
