import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoScalingGroup } from '../../src/fleet/auto-scaling-group';
import type { GroupHooks, GroupOptions, GroupSettings } from '../../src/fleet/group-settings';
import type { MemberRecord } from '../../src/fleet/group-state';
import { Reporter } from '../../src/messages/reporter';
import type { Instance, InstanceSettings } from '../../src/model/instance';
import { until } from '../until';

const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

/** An instance without namespaces, because these tests are about the group. */
class PretendedInstance implements Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly host: string;
  readonly port: number;
  readonly stopped: Promise<{ readonly expected: boolean }>;
  private tellStopped!: (ended: { readonly expected: boolean }) => void;

  constructor(readonly settings: InstanceSettings) {
    ({ id: this.id, availabilityZone: this.availabilityZone, host: this.host, port: this.port } = settings);
    this.stopped = new Promise((resolve) => { this.tellStopped = resolve; });
    mkdirSync(settings.directory, { recursive: true });
  }

  end(expected: boolean): void {
    this.tellStopped({ expected });
  }

  spawn(): never {
    throw new Error('a pretended instance runs nothing');
  }

  async stop(): Promise<void> {
    this.end(true);
  }

  async listeners(): Promise<[]> { return []; }

  async terminate(): Promise<void> {
    await this.stop();
    rmSync(this.settings.directory, { recursive: true, force: true });
  }

  async memoryBytes(): Promise<number> {
    return 0;
  }
}

class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'gostyle-group-'));
  readonly happened: string[] = [];
  readonly launched: PretendedInstance[] = [];
  launchProblem: Error | undefined;
  mostLaunchesAtOnce = 0;
  private launchesAtOnce = 0;
  private readonly groups: AutoScalingGroup[] = [];
  private endHooks!: () => void;
  private readonly ended = new Promise<void>((resolve) => { this.endHooks = resolve; });
  decision: () => Promise<'CONTINUE' | 'ABANDON'> = async () => 'CONTINUE';
  termination: () => Promise<unknown> = async () => undefined;

  open(options: Partial<GroupOptions> = {}): AutoScalingGroup {
    const hooks: GroupHooks = {
      launched: async ({ id }) => {
        this.happened.push(`launched ${id}`);
        return this.decision();
      },
      restarted: ({ id }) => void this.happened.push(`restarted ${id}`),
      terminating: async ({ id }) => {
        this.happened.push(`terminating ${id}`);
        await this.termination();
      },
      terminated: (id) => void this.happened.push(`terminated ${id}`),
      changed: () => undefined,
    };
    const group = new AutoScalingGroup({
      directory: this.directory,
      hooks,
      report: new Reporter(() => undefined),
      retryMilliseconds: 1,
      remove: async (directory) => rmSync(directory, { recursive: true, force: true }),
      launch: (settings) => this.launch(settings),
      ...options,
    });
    this.groups.push(group);
    return group;
  }

  /** A hook that is still running when the test ends. */
  async undecided(): Promise<'CONTINUE'> {
    await this.ended;
    return 'CONTINUE';
  }

  async remove(): Promise<void> {
    this.endHooks();
    await Promise.all(this.groups.map((group) => group.close()));
    rmSync(this.directory, { recursive: true, force: true });
  }

  state(): readonly MemberRecord[] {
    return (JSON.parse(readFileSync(join(this.directory, 'auto-scaling-group.json'), 'utf8')) as { instances: MemberRecord[] }).instances;
  }

  folders(): string[] {
    return readdirSync(join(this.directory, 'instances'));
  }

  private async launch(settings: InstanceSettings): Promise<Instance> {
    this.mostLaunchesAtOnce = Math.max(this.mostLaunchesAtOnce, ++this.launchesAtOnce);
    await new Promise(setImmediate);
    this.launchesAtOnce--;
    if (this.launchProblem) throw this.launchProblem;
    const instance = new PretendedInstance(settings);
    this.launched.push(instance);
    return instance;
  }
}

const settings = (more: Partial<GroupSettings> = {}): GroupSettings => ({
  minSize: 1,
  maxSize: 9,
  desiredCapacity: 3,
  availabilityZones: ZONES,
  userData: '',
  environmentFile: '/etc/gostyle/environment',
  launchTemplateFingerprint: '1',
  instanceRefresh: true,
  ...more,
});

const zonesOf = (group: AutoScalingGroup) => group.members().map(({ instance }) => instance.availabilityZone).sort();
const idsOf = (group: AutoScalingGroup) => group.members().map(({ instance }) => instance.id).sort();

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

test('fails to wait if nothing can be launched, with the reason', async () => {
  world.launchProblem = new Error('no space left on device');
  await expect(world.open().apply(settings())).rejects.toThrow(
    /^1\d launches in a row failed; the last one: i-\w+ could not be launched: no space left on device$/,
  );
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
