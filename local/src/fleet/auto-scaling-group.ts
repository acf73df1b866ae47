import { availableParallelism } from 'node:os';
import { memberToTerminate, zoneToLaunchIn } from './availability-zone-balance';
import { ConcurrencyLimit } from './concurrency-limit';
import { GroupMembers, isLeaving, type Member } from './group-members';
import type { GroupHooks, GroupMember, GroupOptions, GroupSettings } from './group-settings';
import { newInstanceId } from './group-state';
import { hostAddress } from './host-address';
import { LaunchAttempts } from './launch-attempts';
import { launchInstance } from './launch-instance';
import { messageOf } from '../messages/message-of';
import type { Reporter } from '../messages/reporter';
import type { Instance } from '../model/instance';

/** CodeDeploy's own lifecycle hooks time out after an hour. */
const HOOK_MILLISECONDS = 3_600_000;

/** A replacement did not come into service, so what serves was kept. */
export class InstanceRefreshFailed extends Error {}

/** `Gone`: ended by something else, such as a smaller capacity. */
type Launched = 'InService' | 'Failed' | 'Gone';

/** Keeps the desired number of instances running, across Availability Zones and from one run to the next. */
export class AutoScalingGroup {
  private readonly group: GroupMembers;
  private readonly work = new Set<Promise<void>>();
  private readonly hooks: GroupHooks;
  private readonly report: Reporter;
  private readonly limit = new ConcurrencyLimit(2 * availableParallelism());
  private readonly attempts: LaunchAttempts;
  private readonly closing = new AbortController();
  private settings: GroupSettings | undefined;
  /** One extra instance while an outdated one is replaced. */
  private surge = 0;
  private refreshing: Promise<InstanceRefreshFailed | undefined> | undefined;

  constructor(private readonly options: GroupOptions) {
    this.group = new GroupMembers(options);
    this.attempts = new LaunchAttempts(options.retryMilliseconds);
    this.hooks = options.hooks;
    // All instances have the same units and user data, so what they lack is reported once, not per instance.
    this.report = options.report.once('instance.unit.not-imitated').once('instance.provisioning.skipped');
  }

  members(): readonly GroupMember[] {
    return this.group.list().flatMap(({ instance, lifecycle }) => (instance ? [{ instance, lifecycle }] : []));
  }

  /** Whether an instance is being launched that does not run yet. */
  get isBooting(): boolean {
    return this.group.staying().some(({ instance }) => !instance);
  }

  /**
   * Resolves when the desired number of instances is in service; rejects if the signal aborts, if launches keep failing, or with
   * `InstanceRefreshFailed`.
   */
  async apply(settings: GroupSettings, signal?: AbortSignal): Promise<void> {
    const known = this.settings ? [] : await this.group.restore();
    this.settings = settings;
    this.keepSizes(settings);
    const { minSize, maxSize } = this.limits();
    const wanted = settings.desiredCapacity ?? this.group.desiredCapacity ?? minSize;
    this.setDesiredCapacity(Math.min(Math.max(wanted, minSize), maxSize));
    for (const member of known) this.begin(this.restart(member));
    if (settings.instanceRefresh) this.refreshing ??= this.refresh().finally(() => { this.refreshing = undefined; });
    const { refreshing } = this;
    await this.untilStable(signal);
    const failure = await refreshing;
    if (failure) throw failure;
  }

  setDesiredCapacity(desired: number): void {
    const { minSize, maxSize } = this.limits();
    if (desired < minSize || desired > maxSize) throw new RangeError(`desired capacity must be from ${minSize} to ${maxSize}, got: ${desired}`);
    this.group.desiredCapacity = desired;
    void this.group.save();
    this.keepDesired();
  }

  sizes(): { readonly minSize: number; readonly maxSize: number; readonly desiredCapacity: number } {
    const limits = this.limits();
    return { ...limits, desiredCapacity: this.group.desiredCapacity ?? limits.minSize };
  }

  /** `UpdateAutoScalingGroup`: omitted values are kept, and a capacity outside the new limits moves to the nearest one. */
  resize(change: { readonly minSize?: number; readonly maxSize?: number; readonly desiredCapacity?: number }): void {
    const now = this.sizes();
    const minSize = change.minSize ?? now.minSize;
    const maxSize = change.maxSize ?? now.maxSize;
    if (minSize > maxSize) throw new RangeError(`the minimum size must not be greater than the maximum size, got: ${minSize} and ${maxSize}`);
    const desired = change.desiredCapacity ?? Math.min(Math.max(now.desiredCapacity, minSize), maxSize);
    if (desired < minSize || desired > maxSize) throw new RangeError(`desired capacity must be from ${minSize} to ${maxSize}, got: ${desired}`);
    const { settings, group } = this;
    if (settings) group.sizes = { minSize, maxSize, ofTemplate: { minSize: settings.minSize, maxSize: settings.maxSize } };
    this.setDesiredCapacity(desired);
  }

  /** Terminates an instance and launches a replacement, for example because the load balancer reports it as unhealthy. */
  replace(instanceId: string, reason: string): void {
    const member = this.group.find(instanceId);
    if (!member?.instance || isLeaving(member)) return;
    this.group.report('warning', member, 'instance.replaced', `replacing ${member.id}: ${reason}`);
    this.begin(this.terminate(member, member.instance));
    this.keepDesired();
  }

  /** Resolves when no instance is being launched or terminated. */
  async untilStable(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const aborted = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
    await this.attempts.unlessHopeless(Promise.race([this.settled(), aborted]));
    await this.group.save();
  }

  /** Stops every instance; their files and the state are kept for the next run. */
  async close(): Promise<void> {
    this.closing.abort();
    // An instance may finish booting while the others stop.
    while (this.work.size > 0 || this.refreshing || this.group.list().some(({ instance }) => instance)) {
      await Promise.all(this.group.list().map(async (member) => {
        await this.reported(member.instance?.stop());
        delete member.instance;
      }));
      await Promise.all([...this.work, this.refreshing]);
    }
    await this.group.save();
  }

  /** Like CloudFormation, changes a property only if it changed in the template. */
  private keepSizes({ minSize, maxSize }: GroupSettings): void {
    const { ofTemplate } = this.group.sizes ?? {};
    if (ofTemplate?.minSize !== minSize || ofTemplate.maxSize !== maxSize) this.group.sizes = undefined;
  }

  private limits(): { readonly minSize: number; readonly maxSize: number } {
    if (!this.settings) throw new Error('the Auto Scaling group has no settings yet');
    const { minSize, maxSize } = this.group.sizes ?? this.settings;
    return { minSize, maxSize };
  }

  private async settled(): Promise<void> {
    while (this.work.size > 0 || this.refreshing) await Promise.all([...this.work, this.refreshing]);
  }

  private keepDesired(): void {
    const { settings, group } = this;
    const desired = group.desiredCapacity;
    if (this.closing.signal.aborted || !settings || desired === undefined) return;
    while (group.staying().length < desired) this.begin(this.launch(settings));
    while (group.staying().length > desired + this.surge) {
      const ready = group.staying().filter(({ instance }) => instance);
      const leaving = memberToTerminate(ready.map((member) => ({ ...member, member, isOutdated: this.isOutdated(member) })))?.member;
      // Instances that are still launching are checked again when they have arrived.
      if (!leaving?.instance) return;
      this.begin(this.terminate(leaving, leaving.instance));
    }
  }

  private async launch(settings: GroupSettings, zone = zoneToLaunchIn(settings.availabilityZones, this.group.staying())): Promise<Launched> {
    const member = this.group.add({
      id: newInstanceId(),
      availabilityZone: zone,
      launchedAt: new Date().toISOString(),
      launchTemplateFingerprint: settings.launchTemplateFingerprint,
      port: 0,
      lifecycle: 'Pending',
    });
    await this.attempts.pause(this.closing.signal);
    const instance = await this.boot(member, settings);
    if (!instance) return 'Failed';

    this.group.enter(member, 'Pending:Wait');
    const decision = await this.decide(instance);
    if (isLeaving(member) || this.closing.signal.aborted) return 'Gone';
    if (decision === 'ABANDON') {
      const reason = `${member.id} is abandoned: it did not get its revision`;
      this.attempts.failed(reason);
      this.group.report('warning', member, 'instance.abandoned', reason);
      await this.terminate(member, instance);
      return 'Failed';
    }
    this.attempts.succeeded();
    this.group.enter(member, 'Pending:Proceed');
    this.group.enter(member, 'InService');
    this.keepDesired();
    return 'InService';
  }

  private async restart(member: Member): Promise<void> {
    const instance = this.settings && await this.boot(member, this.settings);
    if (!instance) return;
    this.group.enter(member, 'InService');
    this.hooks.restarted(instance);
    this.keepDesired();
  }

  private async decide(instance: Instance): Promise<'CONTINUE' | 'ABANDON'> {
    try {
      return await this.inTime(this.hooks.launched(instance));
    } catch (error) {
      this.report.error('instance.launch-hook.failed', `the launch hook of ${instance.id} failed: ${messageOf(error)}`);
      return 'ABANDON';
    }
  }

  /** Limits how long a lifecycle hook can hold an instance. */
  private async inTime<T>(work: Promise<T>): Promise<T> {
    const { hookMilliseconds = HOOK_MILLISECONDS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it was not completed within ${hookMilliseconds / 1000} s`)), hookMilliseconds);
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** `undefined` if the launch failed: the member is then dropped, and another one replaces it. */
  private async boot(member: Member, settings: GroupSettings): Promise<Instance | undefined> {
    try {
      return await this.limit.run(() => this.bootNow(member, settings));
    } catch (error) {
      // The next run starts an instance that was in service again.
      if (this.closing.signal.aborted) return undefined;
      const reason = `${member.id} could not be launched: ${messageOf(error)}`;
      this.group.report('error', member, 'instance.launch.failed', reason);
      this.attempts.failed(reason);
      await this.reported(this.group.removeFiles(member));
      this.forget(member);
      return undefined;
    }
  }

  private async bootNow(member: Member, { userData, files, environmentFile }: GroupSettings): Promise<Instance> {
    this.closing.signal.throwIfAborted();
    const { host, port } = await hostAddress(this.report.within({ instance: member.id }), member.port);
    member.port = port;
    this.group.enter(member, 'Pending');
    const instance = await (this.options.launch ?? launchInstance)({
      id: member.id,
      availabilityZone: member.availabilityZone,
      host,
      port,
      userData,
      ...files && { files },
      environmentFile,
      environment: { PORT: String(port), HOST: host },
      directory: this.group.directoryOf(member),
      ...this.options.machine,
    }, this.report, this.closing.signal);
    member.instance = instance;
    void instance.stopped.then(({ expected }) => {
      if (!expected) this.begin(this.lost(member));
    });
    return instance;
  }

  /** The instance ended without being asked to. */
  private async lost(member: Member): Promise<void> {
    if (isLeaving(member) || this.closing.signal.aborted) return;
    this.group.report('warning', member, 'instance.replaced', `replacing ${member.id}: it ended`);
    if (member.lifecycle !== 'InService') this.attempts.failed(`${member.id} ended while it was being launched`);
    this.group.enter(member, 'Terminating');
    // What was in it may still be ending.
    await this.reported(member.instance?.stop());
    await this.reported(this.group.removeFiles(member));
    this.forget(member);
  }

  private async terminate(member: Member, instance: Instance): Promise<void> {
    this.group.enter(member, 'Terminating:Wait');
    try {
      await this.inTime(this.hooks.terminating(instance));
    } catch (error) {
      this.report.error('instance.termination-hook.failed', `the termination hook of ${member.id} failed: ${messageOf(error)}`);
    }
    if (this.closing.signal.aborted) return;
    this.group.enter(member, 'Terminating');
    await this.reported(instance.terminate());
    this.forget(member);
  }

  private forget(member: Member): void {
    this.group.forget(member);
    this.keepDesired();
  }

  /** One at a time: a new instance is in service before an outdated one leaves. */
  private async refresh(): Promise<InstanceRefreshFailed | undefined> {
    while (!this.closing.signal.aborted) {
      // Work may begin more of it, such as the launch of what replaces a host that was lost meanwhile.
      while (this.work.size > 0) await Promise.all(this.work);
      const { settings } = this;
      const outdated = this.group.list().find((member) => member.lifecycle === 'InService' && this.isOutdated(member));
      if (!settings || !outdated?.instance) return undefined;
      this.group.report('warning', outdated, 'instance.replaced', `replacing ${outdated.id}: the launch template changed`);
      this.surge = 1;
      const launched = await this.launch(settings, outdated.availabilityZone).finally(() => { this.surge = 0; });
      // A broken launch template must not take down what works.
      if (launched === 'Failed' && settings === this.settings && !this.closing.signal.aborted) {
        return new InstanceRefreshFailed(`the instance refresh failed: ${this.attempts.reason}`);
      }
      // The settings may have gone back meanwhile: then the new one is outdated, and leaves.
      if (launched === 'InService' && this.isOutdated(outdated) && !isLeaving(outdated)) this.begin(this.terminate(outdated, outdated.instance));
      else this.keepDesired();
    }
    return undefined;
  }

  private isOutdated(member: Member): boolean {
    return member.launchTemplateFingerprint !== this.settings?.launchTemplateFingerprint;
  }

  private begin(work: Promise<unknown>): void {
    const tracked: Promise<void> = this.reported(work).finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }

  /** A host that leaves something behind has left all the same. */
  private reported(work: Promise<unknown> | undefined): Promise<void> {
    return Promise.resolve(work).then(() => undefined, (error: unknown) => this.report.error('auto-scaling-group.failed', messageOf(error)));
  }
}
