import { idsOf, settings, World, ZONES, zonesOf } from './pretended-group';
import { until } from '../until';

let world: World;
beforeEach(() => { world = new World(); });
afterEach(() => world.remove());

test('the desired number of instances comes into service, one in each zone, with unique ids and ports', async () => {
  const group = world.open();
  await group.apply(settings());
  expect(group.members().map(({ lifecycle }) => lifecycle)).toEqual(['InService', 'InService', 'InService']);
  expect(zonesOf(group)).toEqual(ZONES);
  for (const id of idsOf(group)) expect(id).toMatch(/^i-[0-9a-f]{17}$/);
  expect(new Set(group.members().map(({ instance }) => instance.port)).size).toBe(3);
  expect(new Set(group.members().map(({ instance }) => instance.host)).size).toBe(3);
  expect(world.launched[0]!.settings.environment).toEqual({ PORT: String(world.launched[0]!.port), HOST: world.launched[0]!.host });
});

test('scaling out and in keeps the zones balanced', async () => {
  const group = world.open();
  await group.apply(settings());
  group.setDesiredCapacity(6);
  await group.untilStable();
  expect(zonesOf(group)).toEqual([...ZONES, ...ZONES].sort());
  group.setDesiredCapacity(2);
  await group.untilStable();
  expect(new Set(zonesOf(group)).size).toBe(2);
  expect(world.happened.filter((line) => line.startsWith('terminating')).length).toBe(4);
  expect(world.folders().sort()).toEqual(idsOf(group));
});

test('refuses a desired capacity outside its limits', async () => {
  const group = world.open();
  await group.apply(settings());
  expect(() => group.setDesiredCapacity(10)).toThrow('desired capacity must be from 1 to 9, got: 10');
});

test('changed limits apply until the template sets others, even in the next run', async () => {
  const sizes = { minSize: 2, maxSize: 3, desiredCapacity: undefined };
  const group = world.open();
  await group.apply(settings(sizes));
  group.resize({ minSize: 4, maxSize: 5, desiredCapacity: 4 });
  await group.apply(settings(sizes));
  expect(group.sizes()).toEqual({ minSize: 4, maxSize: 5, desiredCapacity: 4 });
  expect(idsOf(group)).toHaveLength(4);
  await group.close();

  const next = world.open();
  await next.apply(settings(sizes));
  expect(next.sizes()).toEqual({ minSize: 4, maxSize: 5, desiredCapacity: 4 });
  await next.apply(settings({ ...sizes, maxSize: 6 }));
  expect(next.sizes()).toEqual({ minSize: 2, maxSize: 6, desiredCapacity: 4 });
  next.resize({ maxSize: 3 });
  expect(next.sizes()).toEqual({ minSize: 2, maxSize: 3, desiredCapacity: 3 });
});

test('refuses a minimum size above the maximum size', async () => {
  const group = world.open();
  await group.apply(settings());
  expect(() => group.resize({ minSize: 4, maxSize: 3 })).toThrow('the minimum size must not be greater than the maximum size, got: 4 and 3');
  expect(() => group.resize({ minSize: 4, desiredCapacity: 3 })).toThrow('desired capacity must be from 4 to 9, got: 3');
  expect(group.sizes()).toEqual({ minSize: 1, maxSize: 9, desiredCapacity: 3 });
});

test('an instance that ends by itself is replaced', async () => {
  const group = world.open();
  await group.apply(settings());
  world.launched[0]!.end(false);
  await until(() => world.launched.length === 4);
  await group.untilStable();
  expect(idsOf(group)).not.toContain(world.launched[0]!.id);
  expect(zonesOf(group)).toEqual(ZONES);
  expect(world.happened).not.toContain(`terminating ${world.launched[0]!.id}`);
});

test('an unhealthy instance is drained by the hook and replaced', async () => {
  const group = world.open();
  await group.apply(settings());
  group.replace(world.launched[1]!.id, 'unhealthy');
  await group.untilStable();
  expect(world.happened).toContain(`terminating ${world.launched[1]!.id}`);
  expect(idsOf(group)).toHaveLength(3);
});

test('an abandoned instance is removed and another one launched', async () => {
  let first = true;
  world.decision = async () => {
    const decision = first ? 'ABANDON' : 'CONTINUE';
    first = false;
    return decision;
  };
  const group = world.open();
  await group.apply(settings());
  expect(world.launched).toHaveLength(4);
  expect(idsOf(group)).toHaveLength(3);
});

test('a hook times out: a new instance is abandoned, a terminating one is terminated anyway', async () => {
  const group = world.open({ hookMilliseconds: 5 });
  await group.apply(settings({ desiredCapacity: 2 }));
  world.decision = async () => {
    world.decision = async () => 'CONTINUE';
    return world.undecided();
  };
  world.termination = () => world.undecided();
  group.setDesiredCapacity(3);
  await group.untilStable();
  expect(world.launched).toHaveLength(4);
  expect(world.happened).toContain(`terminated ${world.launched[2]!.id}`);
  expect(idsOf(group)).toHaveLength(3);
  group.setDesiredCapacity(2);
  await group.untilStable();
  expect(idsOf(group)).toHaveLength(2);
});

test('a failed launch is retried', async () => {
  world.launchProblem = new Error('no space');
  const group = world.open();
  const stable = group.apply(settings());
  setTimeout(() => { world.launchProblem = undefined; }, 30);
  await stable;
  expect(idsOf(group)).toHaveLength(3);
});

test('fails to wait when the signal aborts', async () => {
  world.decision = () => world.undecided();
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('enough')), 10);
  await expect(world.open().apply(settings(), abort.signal)).rejects.toThrow('enough');
});

test('the number of concurrent launches is limited', async () => {
  const group = world.open();
  await group.apply(settings({ maxSize: 50, desiredCapacity: 50 }));
  expect(idsOf(group)).toHaveLength(50);
  expect(world.mostLaunchesAtOnce).toBeLessThanOrEqual(16);
});

test('the next run has the same instances', async () => {
  const before = world.open();
  await before.apply(settings());
  const ids = idsOf(before);
  await before.close();
  world.happened.length = 0;
  const after = world.open();
  await after.apply(settings());
  expect(idsOf(after)).toEqual(ids);
  expect(world.happened.sort()).toEqual(ids.map((id) => `restarted ${id}`));
});

test('after a crash, instances that were not in service are removed', async () => {
  const before = world.open();
  await before.apply(settings());
  const ids = idsOf(before);
  world.decision = () => world.undecided();
  before.setDesiredCapacity(4);
  await until(() => world.state().some(({ lifecycle }) => lifecycle === 'Pending:Wait'));
  world.decision = async () => 'CONTINUE';
  // The first group is abandoned, as a killed run would leave it.
  const after = world.open();
  await after.apply(settings());
  expect(idsOf(after)).toEqual(ids);
  expect(world.folders().sort()).toEqual(ids);
});

test('fails to wait if nothing can be launched, with the reason', async () => {
  world.launchProblem = new Error('no space left on device');
  await expect(world.open().apply(settings())).rejects.toThrow(
    /^1\d launches in a row failed; the last one: i-\w+ could not be launched: no space left on device$/,
  );
});

test('an instance whose files cannot be removed is replaced all the same', async () => {
  const group = world.open({ remove: async () => Promise.reject(new Error('too many processes')) });
  await group.apply(settings());
  const [first] = world.launched;
  first!.end(false);
  await until(() => world.launched.length === 4);
  await group.untilStable();
  expect(idsOf(group)).toEqual(world.launched.slice(1).map(({ id }) => id).sort());
});

test('closing waits for a replacement that is being launched', async () => {
  const group = world.open();
  await group.apply(settings());
  let launched!: () => void;
  const isLaunched = new Promise<void>((resolve) => { launched = resolve; });
  const refreshed = group.apply(settings({ launchTemplateFingerprint: '2' })).catch(() => undefined);
  world.beforeLaunch = () => isLaunched;
  await until(() => group.isBooting);
  let isClosed = false;
  const closed = group.close().then(() => { isClosed = true; });
  await until(() => world.launched.slice(0, 3).every(({ isStopped }) => isStopped));
  await new Promise(setImmediate);
  expect(isClosed).toBe(false);
  launched();
  await Promise.all([closed, refreshed]);
  expect(world.launched.map(({ isStopped }) => isStopped)).toEqual([true, true, true, true]);
});
