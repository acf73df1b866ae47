import { idsOf, settings, World, ZONES, zonesOf } from './pretended-group';
import { until } from '../until';

let world: World;
beforeEach(() => { world = new World(); });
afterEach(() => world.remove());

test('a changed launch template replaces one instance after the other', async () => {
  const group = world.open();
  await group.apply(settings());
  let least = 3;
  world.decision = async () => {
    least = Math.min(least, group.members().filter(({ lifecycle }) => lifecycle === 'InService').length);
    return 'CONTINUE';
  };
  await group.apply(settings({ launchTemplateFingerprint: '2' }));
  expect(world.launched).toHaveLength(6);
  expect(idsOf(group)).toEqual(world.launched.slice(3).map(({ id }) => id).sort());
  expect(zonesOf(group)).toEqual(ZONES);
  expect(least).toBe(3);
});

test('without an instance refresh outdated instances are kept', async () => {
  const group = world.open();
  await group.apply(settings());
  await group.apply(settings({ launchTemplateFingerprint: '2', instanceRefresh: false }));
  expect(world.launched).toHaveLength(3);
});

test('a launch template whose instances do not come into service replaces nothing, and the instance refresh fails', async () => {
  const group = world.open();
  await group.apply(settings());
  const ids = idsOf(group);
  world.decision = async () => 'ABANDON';
  const why = /^the instance refresh failed: i-\w+ is abandoned: it did not get its revision$/;
  await expect(group.apply(settings({ launchTemplateFingerprint: '2' }))).rejects.toThrow(why);
  await group.apply(settings());
  expect(idsOf(group)).toEqual(ids);
});

test('settings that go back while a replacement is being launched keep the instances that they had', async () => {
  const group = world.open();
  await group.apply(settings());
  const ids = idsOf(group);
  let decide!: () => void;
  const decided = new Promise<void>((resolve) => { decide = resolve; });
  world.decision = async () => {
    await decided;
    return 'CONTINUE';
  };
  const stop = new AbortController();
  const stopped = group.apply(settings({ launchTemplateFingerprint: '2' }), stop.signal);
  await until(() => world.happened.some((each) => each === `launched ${world.launched[3]?.id}`));
  stop.abort(new Error('the execution was stopped'));
  await expect(stopped).rejects.toThrow('the execution was stopped');
  const back = group.apply(settings());
  decide();
  await back;
  expect([idsOf(group), world.launched.length]).toEqual([ids, 4]);
});

test('an instance that is lost while an outdated one leaves does not end the instance refresh', async () => {
  const group = world.open();
  await group.apply(settings());
  const old = idsOf(group);
  let leaving = 0;
  world.termination = async () => {
    leaving += 1;
    // What replaces it is still being launched when the outdated one has gone.
    if (leaving === 1) world.launched.find(({ id }) => old.includes(id) && !world.happened.includes(`terminating ${id}`))!.end(false);
  };
  await group.apply(settings({ launchTemplateFingerprint: '2' }));
  expect(idsOf(group)).toHaveLength(3);
  expect(idsOf(group).filter((id) => old.includes(id))).toEqual([]);
});

test('an outdated instance that ends while its successor boots is not replaced twice', async () => {
  const group = world.open();
  await group.apply(settings());
  const [first] = world.launched;
  world.decision = async () => {
    first!.end(false);
    return 'CONTINUE';
  };
  await group.apply(settings({ launchTemplateFingerprint: '2' }));
  expect([idsOf(group).length, world.folders().sort()]).toEqual([3, idsOf(group)]);
});
