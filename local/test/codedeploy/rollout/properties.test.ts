import fc from 'fast-check';
import type { RolloutHost } from '../../../src/codedeploy/rollout';
import { Rollout } from '../../../src/codedeploy/rollout';
import type { DeploymentConfig } from '../../../src/model/deployment';

const anyHost = fc.record({
  zone: fc.constantFrom('a', 'b', 'c'),
  health: fc.constantFrom('healthy' as const, 'healthy' as const, 'unhealthy' as const),
  revision: fc.constantFrom('unknown' as const, 'old' as const, 'current' as const),
});
const anyFleet = fc.array(anyHost, { maxLength: 12 }).map((hosts) => hosts.map((host, index): RolloutHost => ({ id: `i${index + 1}`, ...host })));
const anyMinimum = fc.oneof(
  fc.constant({ type: 'MOST_CONCURRENCY' as const, value: 1 }),
  fc.record({ type: fc.constant('HOST_COUNT' as const), value: fc.nat(12) }),
  fc.record({ type: fc.constant('FLEET_PERCENT' as const), value: fc.nat(100) }),
);
const anyZonal = fc.option(fc.record({
  monitorDurationSeconds: fc.nat(10),
  minimumHealthyHostsPerZone: fc.record({ type: fc.constantFrom('HOST_COUNT' as const, 'FLEET_PERCENT' as const), value: fc.nat(5) }),
}), { nil: undefined });
const anyConfig = fc.record({ name: fc.constant('custom'), minimumHealthyHosts: anyMinimum, zonal: anyZonal });
/** Which of the hosts in progress ends next, and how. */
const anyCourse = fc.infiniteStream(fc.record({ which: fc.nat(), ok: fc.boolean() }));

type Course = Iterator<{ which: number; ok: boolean }>;

describe('for any fleet, configuration and outcomes', () => {
  test('the rollout ends, and every host was either attempted or skipped', () => {
    fc.assert(fc.property(anyFleet, anyConfig, anyCourse, (hosts, config, course) => {
      const rollout = play(hosts, config, course, () => undefined);
      expect(rollout.state).not.toBe('InProgress');
      expect([...rollout.attempted, ...rollout.skipped].sort()).toEqual(hosts.map(({ id }) => id).sort());
      if (rollout.state === 'Succeeded') expect(rollout.skipped).toEqual([]);
    }));
  });

  test('it never reduces the serving hosts below the minimum, or further if there were fewer to begin with', () => {
    fc.assert(fc.property(anyFleet, anyConfig, anyCourse, (hosts, config, course) => {
      const before = hosts.filter(({ health }) => health === 'healthy').length;
      play(hosts, config, course, (rollout, serving) => {
        expect(serving).toBeGreaterThanOrEqual(Math.min(before, rollout.minimumHealthyHosts));
      });
    }));
  });

  test('it succeeds only with at least one success and enough healthy hosts', () => {
    fc.assert(fc.property(anyFleet, anyConfig, anyCourse, (hosts, config, course) => {
      const rollout = play(hosts, config, course, () => undefined);
      const healthy = rollout.hostsAfter().filter(({ health }) => health === 'healthy').length;
      if (rollout.state !== 'Succeeded') return;
      expect(healthy).toBeGreaterThanOrEqual(Math.max(1, rollout.minimumHealthyHosts));
    }));
  });

  test('it succeeds if every host does, unless it cannot begin', () => {
    fc.assert(fc.property(anyFleet, anyConfig, (hosts, config) => {
      const rollout = play(hosts, { ...config, zonal: undefined }, allSucceed(), () => undefined);
      expect(rollout.errorCode === null || rollout.errorCode === 'HEALTH_CONSTRAINTS_INVALID' || rollout.errorCode === 'NO_INSTANCES').toBe(true);
    }));
  });

  test('it never has more hosts in progress than may be unavailable', () => {
    fc.assert(fc.property(anyFleet, anyConfig, anyCourse, (hosts, config, course) => {
      const rollout = play(hosts, config, course, () => undefined);
      expect(rollout.maxConcurrent).toBeLessThanOrEqual(Math.max(0, hosts.length - rollout.minimumHealthyHosts));
    }));
  });

  test('it has one zone in progress at a time', () => {
    fc.assert(fc.property(anyFleet, anyConfig, anyCourse, (hosts, config, course) => {
      const zoneOf = new Map(hosts.map(({ id, zone }) => [id, zone]));
      play(hosts, { ...config, zonal: config.zonal ?? {} }, course, (rollout) => {
        expect(new Set(rollout.inProgress.map((id) => zoneOf.get(id))).size).toBeLessThanOrEqual(1);
      });
    }));
  });
});

/** Runs a rollout to its end; `look` is called after every step with the number of hosts that serve. */
function play(hosts: readonly RolloutHost[], config: DeploymentConfig, course: Course, look: (rollout: Rollout, serving: number) => void): Rollout {
  const rollout = new Rollout(hosts, config);
  const healthy = new Set(hosts.filter(({ health }) => health === 'healthy').map(({ id }) => id));
  const lookNow = () => look(rollout, [...healthy].filter((id) => !rollout.inProgress.includes(id)).length);
  for (let step = 0; rollout.state === 'InProgress'; step += 1) {
    if (step > 10 * hosts.length) throw new Error('the rollout does not end');
    for (const id of rollout.next()) {
      rollout.started(id);
      lookNow();
    }
    const { which, ok } = course.next().value;
    const id = rollout.inProgress[which % Math.max(1, rollout.inProgress.length)];
    if (id === undefined) {
      rollout.zoneWaitElapsed();
    } else {
      rollout.finished(id, ok);
      if (ok) healthy.add(id); else healthy.delete(id);
      lookNow();
    }
  }
  return rollout;
}

function* allSucceed(): Generator<{ which: number; ok: boolean }> {
  for (;;) yield { which: 0, ok: true };
}
