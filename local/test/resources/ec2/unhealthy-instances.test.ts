import type { TargetDescription } from '../../../src/model/target';
import type { FleetSettings } from '../../../src/resources/ec2/fleet-settings';
import { UnhealthyInstances } from '../../../src/resources/ec2/unhealthy-instances';

const TARGET = { id: 'i-1', state: 'unhealthy' } as TargetDescription;

afterEach(() => jest.useRealTimers());

function watched() {
  jest.useFakeTimers();
  const replaced: string[] = [];
  const instances = new UnhealthyInstances({
    settings: () => ({ healthCheckType: 'ELB', healthCheckGracePeriodSeconds: 60 }) as FleetSettings,
    targets: () => [TARGET],
    isBusy: () => false,
    replace: (id) => replaced.push(id),
  });
  instances.inService(TARGET.id);
  return { instances, replaced };
}

test('an instance that is unhealthy after its grace period is replaced', () => {
  const { instances, replaced } = watched();
  instances.targetChanged(TARGET);
  jest.advanceTimersByTime(59_000);
  expect(replaced).toEqual([]);
  jest.advanceTimersByTime(1_000);
  expect(replaced).toEqual([TARGET.id]);
});

test('nothing is waited for once the fleet stops, though health checks go on', () => {
  const { instances } = watched();
  instances.targetChanged(TARGET);
  instances.close();
  instances.targetChanged(TARGET);
  expect(jest.getTimerCount()).toBe(0);
});
