import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memberToTerminate, zoneToLaunchIn } from './availability-zone-balance';
import { ConcurrencyLimit } from './concurrency-limit';
import type { GroupHooks, GroupMember, GroupOptions, GroupSettings } from './group-settings';
import { GroupState, newInstanceId, type MemberRecord } from './group-state';
import { launchInstance } from './launch-instance';
import { removeInstanceFiles } from './local-instance';
import { messageOf } from '../messages/message-of';
import type { Reporter } from '../messages/reporter';
import type { Instance, InstanceLifecycleState } from '../model/instance';
import { freePort, isFreePort } from '../system/free-port';

const HOST = '127.0.0.1';
const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;

interface Member {
  readonly id: string;
  readonly availabilityZone: string;
  readonly launchedAt: string;
  readonly launchTemplateFingerprint: string;
  /** Of an earlier run: worth keeping even when this run is killed while it starts it again. */
  readonly isRestored?: boolean;
  port: number;
  lifecycle: InstanceLifecycleState;
  instance?: Instance;
}

/** Keeps the wanted number of instances, over several Availability Zones and from one run to the next. */
export class AutoScalingGroup {
  private readonly all = new Map<string, Member>();
  private readonly work = new Set<Promise<void>>();
  private readonly state: GroupState;
  private readonly hooks: GroupHooks;
  private readonly report: Reporter;
  private readonly limit = new ConcurrencyLimit(2 * availableParallelism());
  private readonly closing = new AbortController();
  private settings: GroupSettings | undefined;
  private desired: number | undefined;
  private isRestored = false;
  private failedLaunches = 0;
  /** One more than desired while an outdated instance is replaced. */
  private surge = 0;
  private refreshing: Promise<void> | undefined;

  constructor(private readonly options: GroupOptions) {
    this.state = new GroupState(options.directory);
    ({ hooks: this.hooks, report: this.report } = options);
  }

  members(): readonly GroupMember[] {
    return [...this.all.values()].flatMap(({ instance, lifecycle }) => (instance ? [{ instance, lifecycle }] : []));
  }

  /** Ends when the wanted number of instances is in service; rejects when the signal aborts. */
  async apply(settings: GroupSettings, signal?: AbortSignal): Promise<void> {
    this.settings = settings;
    const known = this.isRestored ? [] : await this.restore();
    const wanted = settings.desiredCapacity ?? this.desired ?? settings.minSize;
    this.setDesiredCapacity(Math.min(Math.max(wanted, settings.minSize), settings.maxSize));
    for (const member of known) this.begin(this.restart(member));
    if (settings.instanceRefresh) this.refreshing ??= this.refresh().finally(() => { this.refreshing = undefined; });
    await this.untilStable(signal);
  }

  setDesiredCapacity(desired: number): void {
    const { settings } = this;
    if (!settings) throw new Error('the Auto Scaling group has no settings yet');
    if (desired < settings.minSize || desired > settings.maxSize) {
      throw new RangeError(`desired capacity must be from ${settings.minSize} to ${settings.maxSize}, got: ${desired}`);
    }
    this.desired = desired;
    void this.save();
    this.keepDesired();
  }

  /** Throws an instance away and launches another one, as for one that the load balancer finds unhealthy. */
  replace(instanceId: string, reason: string): void {
    const member = this.all.get(instanceId);
    if (!member?.instance || isLeaving(member)) return;
    this.tell(member, 'instance.replaced', `${member.id} is replaced: ${reason}`);
    this.begin(this.terminate(member, member.instance));
    this.keepDesired();
  }

  /** Ends when no instance is on its way in or out. */
  async untilStable(signal?: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
    aborted.catch(() => undefined);
    signal?.throwIfAborted();
    while (this.work.size > 0 || this.refreshing) await Promise.race([Promise.all([...this.work, this.refreshing]), aborted]);
    await this.save();
  }

  /** Stops every instance; their files and the state stay for the next run. */
  async close(): Promise<void> {
    this.closing.abort();
    // An instance may come up while the others stop.
    while (this.work.size > 0 || [...this.all.values()].some(({ instance }) => instance)) {
      await Promise.all([...this.all.values()].map(async (member) => {
        await member.instance?.stop();
        delete member.instance;
      }));
      await Promise.all(this.work);
    }
    await this.save();
  }

  private async restore(): Promise<Member[]> {
    const { desiredCapacity, instances } = await this.state.load();
    this.isRestored = true;
    this.desired = desiredCapacity;
    // One that was not yet in service, or was leaving, when the last run ended is not worth keeping.
    const kept = instances.filter(({ lifecycle }) => lifecycle === 'InService').map((record): Member => ({ ...record, lifecycle: 'Pending', isRestored: true }));
    for (const member of kept) this.all.set(member.id, member);
    await this.removeLeftovers();
    return kept;
  }

  /** Files of instances that the state does not know (any more). */
  private async removeLeftovers(): Promise<void> {
    const folder = this.instancesFolder();
    const names = await readdir(folder).catch(() => []);
    await Promise.all(names.filter((name) => !this.all.has(name)).map((name) => this.remove(join(folder, name))));
  }

  private keepDesired(): void {
    const { settings, desired } = this;
    if (this.closing.signal.aborted || !settings || desired === undefined) return;
    const staying = () => [...this.all.values()].filter((member) => !isLeaving(member));
    while (staying().length < desired) this.begin(this.launch(settings));
    while (staying().length > desired + this.surge) {
      const ready = staying().filter((member) => member.instance)
        .map((member) => ({ ...member, member, isOutdated: this.isOutdated(member) }));
      const leaving = memberToTerminate(ready)?.member;
      // Those on their way in are looked at again when they have arrived.
      if (!leaving?.instance) return;
      this.begin(this.terminate(leaving, leaving.instance));
    }
  }

  /** Ends with whether the new instance is in service. */
  private async launch(settings: GroupSettings, availabilityZone = this.emptiestZone(settings)): Promise<boolean> {
    const member: Member = {
      id: newInstanceId(),
      availabilityZone,
      launchedAt: new Date().toISOString(),
      launchTemplateFingerprint: settings.launchTemplateFingerprint,
      port: 0,
      lifecycle: 'Pending',
    };
    this.all.set(member.id, member);
    await this.pauseAfterFailures();
    const instance = await this.bootMember(member);
    if (!instance) {
      await this.launchFailed(member);
      return false;
    }
    this.enter(member, 'Pending:Wait');
    const decision = await this.decide(instance);
    if (isLeaving(member) || this.closing.signal.aborted) return false;
    if (decision === 'ABANDON') {
      this.failedLaunches++;
      this.tell(member, 'instance.abandoned', `${member.id} is abandoned: it did not get its revision`);
      await this.terminate(member, instance);
      return false;
    }
    this.failedLaunches = 0;
    this.enter(member, 'Pending:Proceed');
    this.enter(member, 'InService');
    this.keepDesired();
    return true;
  }

  private async restart(member: Member): Promise<void> {
    const instance = await this.bootMember(member);
    if (!instance) return this.launchFailed(member);
    this.enter(member, 'InService');
    this.hooks.restarted(instance);
    this.keepDesired();
  }

  private async decide(instance: Instance): Promise<'CONTINUE' | 'ABANDON'> {
    try {
      return await this.hooks.launched(instance);
    } catch (error) {
      this.report.error('instance.launch-hook.failed', `the launch hook of ${instance.id} failed: ${messageOf(error)}`);
      return 'ABANDON';
    }
  }

  private async bootMember(member: Member): Promise<Instance | undefined> {
    const { settings } = this;
    if (!settings) return undefined;
    try {
      return await this.limit.run(async () => {
        if (this.closing.signal.aborted) return undefined;
        // Another program may have taken the port since the last run.
        member.port = member.port !== 0 && await isFreePort(member.port) ? member.port : await freePort();
        this.enter(member, 'Pending');
        const instance = await (this.options.launch ?? launchInstance)({
          id: member.id,
          availabilityZone: member.availabilityZone,
          host: HOST,
          port: member.port,
          userData: settings.userData,
          environmentFile: settings.environmentFile,
          environment: { PORT: String(member.port), HOST },
          directory: join(this.instancesFolder(), member.id),
          ...this.options.machine,
        }, this.report, this.closing.signal);
        member.instance = instance;
        void instance.stopped.then(({ expected }) => {
          if (!expected) this.begin(this.lost(member));
        });
        return instance;
      });
    } catch (error) {
      this.tell(member, 'instance.launch.failed', `${member.id} could not be launched: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Somebody else ended it. */
  private async lost(member: Member): Promise<void> {
    if (isLeaving(member) || this.closing.signal.aborted) return;
    this.tell(member, 'instance.replaced', `${member.id} is replaced: it ended`);
    this.enter(member, 'Terminating');
    await this.remove(join(this.instancesFolder(), member.id));
    this.forget(member);
  }

  private async terminate(member: Member, instance: Instance): Promise<void> {
    this.enter(member, 'Terminating:Wait');
    try {
      await this.hooks.terminating(instance);
    } catch (error) {
      this.report.error('instance.termination-hook.failed', `the termination hook of ${member.id} failed: ${messageOf(error)}`);
    }
    if (this.closing.signal.aborted) return;
    this.enter(member, 'Terminating');
    await instance.terminate();
    this.forget(member);
  }

  private async launchFailed(member: Member): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.failedLaunches++;
    await this.remove(join(this.instancesFolder(), member.id));
    this.forget(member);
  }

  private forget(member: Member): void {
    this.enter(member, 'Terminated');
    this.all.delete(member.id);
    void this.save();
    this.hooks.terminated(member.id);
    this.keepDesired();
  }

  /** One after the other: a new instance is in service before an outdated one leaves. */
  private async refresh(): Promise<void> {
    while (!this.closing.signal.aborted) {
      await Promise.all(this.work);
      const { settings } = this;
      const outdated = [...this.all.values()].find((member) => member.lifecycle === 'InService' && this.isOutdated(member));
      if (!settings || !outdated?.instance || this.work.size > 0) return;
      this.tell(outdated, 'instance.replaced', `${outdated.id} is replaced: the launch template changed`);
      this.surge = 1;
      const isInService = await this.launch(settings, outdated.availabilityZone);
      this.surge = 0;
      // A launch template that does not work must not take down what does.
      if (!isInService) return;
      this.begin(this.terminate(outdated, outdated.instance));
    }
  }

  private emptiestZone(settings: GroupSettings): string {
    return zoneToLaunchIn(settings.availabilityZones, [...this.all.values()].filter((member) => !isLeaving(member)));
  }

  /** What cannot be launched is not tried again at once, but it is tried again, as Auto Scaling does. */
  private async pauseAfterFailures(): Promise<void> {
    if (this.failedLaunches === 0) return;
    const pause = (this.options.retryMilliseconds ?? FIRST_PAUSE_MILLISECONDS) * 2 ** (this.failedLaunches - 1);
    await delay(Math.min(pause, LONGEST_PAUSE_MILLISECONDS), undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private begin(work: Promise<unknown>): void {
    const tracked: Promise<void> = work
      .then(() => undefined, (error: unknown) => this.report.error('auto-scaling-group.failed', messageOf(error)))
      .finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }

  private enter(member: Member, lifecycle: InstanceLifecycleState): void {
    member.lifecycle = lifecycle;
    this.tell(member, 'instance.lifecycle', `${member.id} is ${lifecycle} in ${member.availabilityZone}`);
    void this.save();
    this.hooks.changed();
  }

  private tell(member: Member, code: string, message: string): void {
    const level = code.endsWith('.failed') ? 'error' : code === 'instance.lifecycle' ? 'info' : 'warning';
    this.report.within({ instance: member.id })[level](code, message, { lifecycle: member.lifecycle, availabilityZone: member.availabilityZone });
  }

  private save(): Promise<void> {
    const instances = [...this.all.values()].map(({ instance: _, isRestored, ...record }): MemberRecord => (
      { ...record, lifecycle: isRestored && !isLeaving(record) ? 'InService' : record.lifecycle }));
    const saved = this.state.save({ version: 1, ...(this.desired !== undefined && { desiredCapacity: this.desired }), instances });
    saved.catch((error: unknown) => this.report.error('auto-scaling-group.not-saved', messageOf(error)));
    return saved;
  }

  private remove(directory: string): Promise<void> {
    return (this.options.remove ?? removeInstanceFiles)(directory);
  }

  private instancesFolder(): string {
    return join(this.options.directory, 'instances');
  }

  private isOutdated(member: Member): boolean {
    return member.launchTemplateFingerprint !== this.settings?.launchTemplateFingerprint;
  }
}

function isLeaving({ lifecycle }: Pick<MemberRecord, 'lifecycle'>): boolean {
  return lifecycle.startsWith('Terminat');
}
