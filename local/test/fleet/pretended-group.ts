import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutoScalingGroup } from '../../src/fleet/auto-scaling-group';
import type { GroupHooks, GroupOptions, GroupSettings } from '../../src/fleet/group-settings';
import type { MemberRecord } from '../../src/fleet/group-state';
import { Reporter } from '../../src/messages/reporter';
import type { Instance, InstanceSettings } from '../../src/model/instance';

export const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'];

/** An instance without namespaces, because these tests are about the group. */
class PretendedInstance implements Instance {
  readonly id: string;
  readonly availabilityZone: string;
  readonly host: string;
  readonly port: number;
  readonly stopped: Promise<{ readonly expected: boolean }>;
  isStopped = false;
  private tellStopped!: (ended: { readonly expected: boolean }) => void;

  constructor(readonly settings: InstanceSettings) {
    ({ id: this.id, availabilityZone: this.availabilityZone, host: this.host, port: this.port } = settings);
    this.stopped = new Promise((resolve) => { this.tellStopped = resolve; });
    mkdirSync(settings.directory, { recursive: true });
  }

  end(expected: boolean): void {
    this.isStopped = true;
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

/** A group's directory, its instances and its hooks. */
export class World {
  readonly directory = mkdtempSync(join(tmpdir(), 'gostyle-group-'));
  readonly happened: string[] = [];
  readonly launched: PretendedInstance[] = [];
  launchProblem: Error | undefined;
  mostLaunchesAtOnce = 0;
  private launchesAtOnce = 0;
  private readonly groups: AutoScalingGroup[] = [];
  private endHooks!: () => void;
  private readonly ended = new Promise<void>((resolve) => { this.endHooks = resolve; });
  beforeLaunch: () => Promise<void> = async () => undefined;
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
    await this.beforeLaunch();
    this.launchesAtOnce--;
    if (this.launchProblem) throw this.launchProblem;
    const instance = new PretendedInstance(settings);
    this.launched.push(instance);
    return instance;
  }
}

export const settings = (more: Partial<GroupSettings> = {}): GroupSettings => ({
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

export const zonesOf = (group: AutoScalingGroup) => group.members().map(({ instance }) => instance.availabilityZone).sort();
export const idsOf = (group: AutoScalingGroup) => group.members().map(({ instance }) => instance.id).sort();
