import { fleet, healthyFleet } from './fleet';
import type { RolloutHost } from '../../../src/codedeploy/rollout';
import { parseDeploymentConfig, predefinedDeploymentConfig, Rollout } from '../../../src/codedeploy/rollout';
import type { DeploymentConfig } from '../../../src/model/deployment';

const oneAtATime = predefinedDeploymentConfig('CodeDeployDefault.OneAtATime');

describe('the order of hosts', () => {
  test('is unhealthy, unknown, old, current', () => {
    const hosts: RolloutHost[] = [
      { id: 'current', zone: 'a', health: 'healthy', revision: 'current' },
      { id: 'old', zone: 'a', health: 'healthy', revision: 'old' },
      { id: 'unhealthy', zone: 'a', health: 'unhealthy', revision: 'current' },
      { id: 'unknown', zone: 'a', health: 'healthy', revision: 'unknown' },
    ];
    expect(run(new Rollout(hosts, oneAtATime), () => true)).toEqual(['unhealthy', 'unknown', 'old', 'current']);
  });
});

describe('a fleet that starts below its minimum', () => {
  test('deploys to its unhealthy hosts first, and to healthy ones once there are enough', () => {
    const rollout = new Rollout(fleet('healthy', 'unhealthy', 'unhealthy'), parseDeploymentConfig('HOST_COUNT=2'));
    expect(run(rollout, () => true)).toEqual(['i2', 'i3', 'i1']);
    expect(rollout.state).toBe('Succeeded');
  });

  test('fails without deploying to a healthy host if the others stay unhealthy', () => {
    const rollout = new Rollout(fleet('healthy', 'healthy', 'unhealthy', 'unhealthy'), parseDeploymentConfig('HOST_COUNT=2'));
    expect(run(rollout, () => false)).toEqual(['i3', 'i4']);
    expect(rollout).toMatchObject({ state: 'Failed', errorCode: 'HEALTH_CONSTRAINTS', skipped: ['i1', 'i2'] });
  });

  test('the first deployment ever works, one at a time', () => {
    const rollout = new Rollout(fleet('unhealthy', 'unhealthy', 'unhealthy'), oneAtATime);
    run(rollout, () => true);
    expect(rollout).toMatchObject({ state: 'Succeeded', maxConcurrent: 1 });
  });

  test('fails at the first failure with OneAtATime, although others might still succeed', () => {
    const rollout = new Rollout(fleet('unhealthy', 'unhealthy', 'unhealthy'), oneAtATime);
    expect(run(rollout, () => false)).toEqual(['i1']);
    expect(rollout.state).toBe('Failed');
  });
});

describe('the last host', () => {
  test('may fail', () => {
    const rollout = new Rollout(healthyFleet(3), oneAtATime);
    run(rollout, (id) => id !== 'i3');
    expect(rollout).toMatchObject({ state: 'Succeeded', errorCode: null });
  });

  test('fails the deployment when it is the only one', () => {
    const rollout = new Rollout(healthyFleet(1), oneAtATime);
    run(rollout, () => false);
    expect(rollout).toMatchObject({ state: 'Failed', errorCode: 'HEALTH_CONSTRAINTS' });
  });
});

describe('a rollout', () => {
  test('is a sliding window: when one host ends the next may start', () => {
    const rollout = new Rollout(healthyFleet(5), parseDeploymentConfig('HOST_COUNT=3'));
    expect(rollout.next()).toEqual(['i1', 'i2']);
    rollout.next().forEach((id) => rollout.started(id));
    rollout.finished('i2', true);
    expect(rollout.next()).toEqual(['i3']);
    expect(rollout.inProgress).toEqual(['i1']);
  });

  test('fails to begin if no deployment could keep the minimum', () => {
    expect(new Rollout(healthyFleet(2), parseDeploymentConfig('FLEET_PERCENT=99'))).toMatchObject({
      state: 'Failed',
      errorCode: 'HEALTH_CONSTRAINTS_INVALID',
      attempted: [],
      skipped: ['i1', 'i2'],
    });
    expect(new Rollout([], oneAtATime)).toMatchObject({ state: 'Failed', errorCode: 'NO_INSTANCES' });
  });

  test('finishes the hosts in progress when it is stopped', () => {
    const rollout = new Rollout(healthyFleet(3), oneAtATime);
    rollout.started('i1');
    rollout.stop('ALARM_ACTIVE');
    expect(rollout).toMatchObject({ state: 'InProgress', skipped: [] });
    expect(rollout.next()).toEqual([]);
    rollout.finished('i1', true);
    expect(rollout).toMatchObject({ state: 'Stopped', errorCode: 'ALARM_ACTIVE', attempted: ['i1'], skipped: ['i2', 'i3'] });
  });

  test('refuses a host that may not start, and one that is not in progress', () => {
    const rollout = new Rollout(healthyFleet(3), oneAtATime);
    rollout.started('i1');
    expect(() => rollout.started('i2')).toThrow('host i2 may not start now');
    expect(() => rollout.finished('i3', true)).toThrow('host i3 is not in progress');
    expect(() => rollout.started('i9')).toThrow('host i9 is not in the zone whose turn it is');
  });
});

describe('the health after a deployment', () => {
  test('a success updates every host', () => {
    const hosts = fleet('healthy', 'unhealthy', 'healthy').map((host): RolloutHost => ({ ...host, revision: host.id === 'i3' ? 'current' : 'old' }));
    const rollout = new Rollout(hosts, parseDeploymentConfig('HOST_COUNT=0'));
    run(rollout, (id) => id !== 'i3');
    expect(rollout.hostsAfter()).toEqual([
      { id: 'i2', zone: 'a', health: 'healthy', revision: 'current' },
      { id: 'i1', zone: 'a', health: 'healthy', revision: 'current' },
      { id: 'i3', zone: 'a', health: 'unhealthy', revision: 'unknown' },
    ]);
  });

  test('a failure updates only the hosts that were attempted', () => {
    const rollout = new Rollout(healthyFleet(2), oneAtATime);
    run(rollout, () => false);
    expect(rollout.hostsAfter()).toEqual([
      { id: 'i1', zone: 'a', health: 'unhealthy', revision: 'unknown' },
      { id: 'i2', zone: 'a', health: 'healthy', revision: 'old' },
    ]);
  });
});

describe('a zonal configuration', () => {
  const zonal = (more: DeploymentConfig['zonal'] = {}): DeploymentConfig => ({ ...parseDeploymentConfig('HOST_COUNT=0'), zonal: more });
  const twoZones = healthyFleet(4).map((host, index): RolloutHost => ({ ...host, zone: index % 2 ? 'b' : 'a' }));

  test('deploys to one zone after another, with a wait after each except the last', () => {
    const rollout = new Rollout(twoZones, zonal({ monitorDurationSeconds: 60, firstZoneMonitorDurationSeconds: 300 }));
    expect(rollout.next()).toEqual(['i1', 'i3']);
    finish(rollout, rollout.next(), () => true);
    expect(rollout.zoneWait).toEqual({ zone: 'a', seconds: 300 });
    expect(rollout.next()).toEqual([]);
    rollout.zoneWaitElapsed();
    finish(rollout, rollout.next(), () => true);
    expect(rollout).toMatchObject({ state: 'Succeeded', zoneWait: undefined });
  });

  test('keeps a minimum in each zone', () => {
    const rollout = new Rollout(twoZones, zonal({ minimumHealthyHostsPerZone: { type: 'FLEET_PERCENT', value: 50 } }));
    expect(rollout.next()).toEqual(['i1']);
    finish(rollout, ['i1'], () => false);
    expect(rollout).toMatchObject({ state: 'Failed', errorCode: 'HEALTH_CONSTRAINTS', skipped: ['i2', 'i3', 'i4'] });
  });

  test('fails to begin if a zone cannot keep its minimum', () => {
    const rollout = new Rollout(twoZones, zonal({ minimumHealthyHostsPerZone: { type: 'HOST_COUNT', value: 2 } }));
    expect(rollout.errorCode).toBe('HEALTH_CONSTRAINTS_INVALID');
  });
});

test('refuses a configuration that AWS does not have', () => {
  expect(() => parseDeploymentConfig('CodeDeployDefault.TwoAtATime')).toThrow('deployment configuration must be one of CodeDeployDefault.OneAtATime');
  expect(() => parseDeploymentConfig('HOST_COUNT=-1')).toThrow('HOST_COUNT must be a whole number of at least 0, got: -1');
  expect(() => parseDeploymentConfig('FLEET_PERCENT=101')).toThrow('FLEET_PERCENT must be a whole number from 0 to 100, got: 101');
});

/** Deploys to every host that may start, one after another, and returns them in that order. */
function run(rollout: Rollout, succeeds: (id: string) => boolean): string[] {
  const order: string[] = [];
  while (rollout.state === 'InProgress') {
    const [id] = rollout.next();
    finish(rollout, [id], succeeds);
    order.push(id);
  }
  return order;
}

function finish(rollout: Rollout, ids: readonly string[], succeeds: (id: string) => boolean): void {
  ids.forEach((id) => rollout.started(id));
  ids.forEach((id) => rollout.finished(id, succeeds(id)));
}
