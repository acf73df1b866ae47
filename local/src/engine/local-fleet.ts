import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { InstanceRecord } from './environment-record';
import type { Fleet, FleetHooks, FleetMember, OpenFleet } from './fleet';
import { launchInstance } from '../fleet/launch-instance';
import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceLifecycleState, InstanceSettings } from '../model/instance';
import type { FleetSettings } from '../stack';
import { freePort } from '../system/free-port';

const HOST = '127.0.0.1';

interface Member {
  readonly id: string;
  readonly availabilityZone: string;
  instance?: Instance;
  lifecycle: InstanceLifecycleState;
}

type Machine = Pick<InstanceSettings, 'shared' | 'hidden'>;

export function localFleet(machine: Machine): OpenFleet {
  return (hooks, directory, known, reporter) => new LocalFleet(machine, hooks, directory, known, reporter);
}

class LocalFleet implements Fleet {
  private readonly all = new Map<string, Member>();
  private readonly starting = new Set<Promise<void>>();
  private settings?: FleetSettings;
  private desired?: number;
  private closing = false;

  constructor(
    private readonly machine: Machine,
    private readonly hooks: FleetHooks,
    private readonly directory: string,
    private known: readonly InstanceRecord[],
    private readonly reporter: Reporter,
  ) {}

  members(): readonly FleetMember[] {
    return [...this.all.values()].flatMap(({ instance, lifecycle }) => instance ? [{ instance, lifecycle }] : []);
  }

  async apply(settings: FleetSettings): Promise<void> {
    this.settings = settings;
    const wanted = settings.desiredCapacity ?? this.desired ?? Math.max(settings.minSize, this.known.length);
    this.desired = Math.min(Math.max(wanted, settings.minSize), settings.maxSize);
    for (const record of this.known) this.begin(record.id, record.availabilityZone, record.port);
    this.known = [];
    this.keepDesired();
    while (this.starting.size > 0) await Promise.all(this.starting);
  }

  setDesiredCapacity(desired: number): void {
    this.desired = desired;
    this.keepDesired();
  }

  replace(instanceId: string): void {
    const member = this.all.get(instanceId);
    if (member?.instance) this.track(this.end(member, member.instance));
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.all.values()].map(({ instance }) => instance?.stop()));
    await Promise.all(this.starting);
  }

  private keepDesired(): void {
    if (this.closing) return;
    const living = [...this.all.values()].filter(({ lifecycle }) => !lifecycle.startsWith('Terminat'));
    for (let count = living.length; count < (this.desired ?? 0); count++) this.begin(`i-0${randomBytes(8).toString('hex')}`, this.nextZone());
    for (const member of living.slice(this.desired)) if (member.instance) this.track(this.end(member, member.instance));
  }

  private begin(id: string, availabilityZone: string, port?: number): void {
    const member: Member = { id, availabilityZone, lifecycle: 'Pending' };
    this.all.set(id, member);
    this.track(this.launch(member, port));
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.starting.delete(tracked));
    this.starting.add(tracked);
  }

  private async launch(member: Member, knownPort?: number): Promise<void> {
    const { settings } = this;
    if (!settings) throw new Error('the fleet has no settings yet');
    const port = knownPort ?? await freePort();
    const instance = await launchInstance({
      id: member.id,
      availabilityZone: member.availabilityZone,
      host: HOST,
      port,
      userData: settings.userData,
      environmentFile: settings.environmentFile,
      environment: { PORT: String(port), HOST },
      directory: join(this.directory, member.id),
      ...this.machine,
    }, this.reporter);
    member.instance = instance;
    void instance.stopped.then(({ expected }) => { if (!expected) this.lost(member); });
    if (knownPort === undefined && !await this.intoService(member, instance)) return;
    if (knownPort !== undefined) this.hooks.restarted(instance);
    member.lifecycle = 'InService';
    this.hooks.changed();
  }

  private async intoService(member: Member, instance: Instance): Promise<boolean> {
    member.lifecycle = 'Pending:Wait';
    this.hooks.changed();
    if (await this.hooks.launched(instance) === 'CONTINUE') return true;
    await this.end(member, instance);
    return false;
  }

  private async end(member: Member, instance: Instance): Promise<void> {
    member.lifecycle = 'Terminating:Wait';
    this.hooks.changed();
    await this.hooks.terminating(instance);
    await instance.terminate();
    this.lost(member);
  }

  private lost(member: Member): void {
    member.lifecycle = 'Terminated';
    this.all.delete(member.id);
    this.hooks.terminated(member.id);
    this.keepDesired();
  }

  private nextZone(): string {
    const zones = this.settings?.availabilityZones ?? [];
    const count = (zone: string) => [...this.all.values()].filter(({ availabilityZone }) => availabilityZone === zone).length;
    return [...zones].sort((a, b) => count(a) - count(b))[0] ?? 'us-east-1a';
  }
}
