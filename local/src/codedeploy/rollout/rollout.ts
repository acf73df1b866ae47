import type { HostId, Progress, RolloutHost } from './host';
import { hostAfter, inDeploymentOrder } from './host';
import { minimumHealthyHosts } from './minimum-healthy-hosts';
import { Tally } from './tally';
import { Zone } from './zone';
import type { DeploymentConfig } from '../../model/deployment';

export type RolloutState = 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped';
export type StopReason = 'MANUAL_STOP' | 'ALARM_ACTIVE';
export type RolloutErrorCode = 'NO_INSTANCES' | 'HEALTH_CONSTRAINTS_INVALID' | 'HEALTH_CONSTRAINTS' | StopReason;

/**
 * Decides which hosts of a fleet may be deployed to now, and how the deployment ends. It has no clock and starts nothing itself: the caller
 * asks `next()` at the beginning and after each `finished()`.
 *
 * Hosts are processed in a sliding window: when one ends, the next may start (docs/decisions/0006).
 */
export class Rollout {
  readonly minimumHealthyHosts: number;

  private readonly hosts: readonly RolloutHost[];
  private readonly progress: Map<HostId, Progress>;
  private readonly fleet: Tally;
  private readonly zones: readonly Zone[];
  private zoneIndex = 0;
  private endedBy: RolloutErrorCode | null;
  private mostStarted = 0;

  constructor(hosts: readonly RolloutHost[], private readonly config: DeploymentConfig) {
    this.hosts = inDeploymentOrder(hosts);
    this.progress = new Map(hosts.map(({ id }) => [id, 'waiting']));
    if (this.progress.size !== hosts.length) throw new Error('two hosts of a rollout have the same id');
    this.fleet = new Tally(hosts);
    this.zones = Zone.of(this.hosts, config.zonal);
    this.minimumHealthyHosts = minimumHealthyHosts(config.minimumHealthyHosts, hosts.length);
    this.endedBy = this.reasonNotToBegin();
  }

  get state(): RolloutState {
    if (this.fleet.started > 0) return 'InProgress';
    if (this.endedBy) return this.endedBy === 'MANUAL_STOP' || this.endedBy === 'ALARM_ACTIVE' ? 'Stopped' : 'Failed';
    if (this.fleet.waiting > 0) return 'InProgress';
    return this.fleet.succeeded > 0 && this.fleet.healthy >= this.minimumHealthyHosts ? 'Succeeded' : 'Failed';
  }

  get errorCode(): RolloutErrorCode | null {
    return this.state === 'Failed' || this.state === 'Stopped' ? this.endedBy ?? 'HEALTH_CONSTRAINTS' : null;
  }

  /** Hosts on which events were started. */
  get attempted(): readonly HostId[] {
    return this.idsThat((progress) => progress !== 'waiting');
  }

  /** Hosts that will never be started; empty while the rollout is in progress. */
  get skipped(): readonly HostId[] {
    return this.state === 'InProgress' ? [] : this.idsThat((progress) => progress === 'waiting');
  }

  get inProgress(): readonly HostId[] {
    return this.idsThat((progress) => progress === 'started');
  }

  /** The maximum number of hosts that were in progress at the same time. */
  get maxConcurrent(): number {
    return this.mostStarted;
  }

  /** The monitoring period that is due before the next Availability Zone; `zoneWaitElapsed()` ends it. */
  get zoneWait(): { readonly zone: string; readonly seconds: number } | undefined {
    if (this.endedBy || this.isLastZone || !this.zone.isFinished) return undefined;
    const { firstZoneMonitorDurationSeconds, monitorDurationSeconds = 0 } = this.config.zonal ?? {};
    const seconds = this.zoneIndex === 0 ? firstZoneMonitorDurationSeconds ?? monitorDurationSeconds : monitorDurationSeconds;
    return { zone: this.zone.name, seconds };
  }

  zoneWaitElapsed(): void {
    if (!this.zoneWait) throw new Error('no zone is being monitored');
    this.zoneIndex += 1;
  }

  /** The hosts that may start now. Returns the same ones until `started()` is called. */
  next(): HostId[] {
    if (this.endedBy || this.hosts.length === 0) return [];
    const starting = { hosts: 0, healthy: 0 };
    const ids: HostId[] = [];
    for (const { id, health } of this.zone.hosts) {
      if (this.progress.get(id) !== 'waiting') continue;
      if (!this.mayStart(health, starting)) break;
      ids.push(id);
      starting.hosts += 1;
      starting.healthy += health === 'healthy' ? 1 : 0;
    }
    return ids;
  }

  started(id: HostId): void {
    const host = this.hostInTurn(id);
    if (this.endedBy || this.progress.get(id) !== 'waiting' || !this.mayStart(host.health)) throw new Error(`host ${id} may not start now`);
    this.move(host, 'waiting', 'started');
    this.mostStarted = Math.max(this.mostStarted, this.fleet.started);
  }

  finished(id: HostId, ok: boolean): void {
    if (this.progress.get(id) !== 'started') throw new Error(`host ${id} is not in progress`);
    this.move(this.hostInTurn(id), 'started', ok ? 'succeeded' : 'failed');
    if (this.hasReachedItsLimit()) this.endedBy ??= 'HEALTH_CONSTRAINTS';
  }

  /** Starts no more hosts; those in progress finish. */
  stop(reason: StopReason): void {
    if (this.state === 'InProgress') this.endedBy ??= reason;
  }

  /** The hosts' states for the next deployment. */
  hostsAfter(): RolloutHost[] {
    return this.hosts.map((host) => hostAfter(host, this.progress.get(host.id) ?? 'waiting', this.state === 'Succeeded'));
  }

  private reasonNotToBegin(): RolloutErrorCode | null {
    if (this.hosts.length === 0) return 'NO_INSTANCES';
    const impossible = this.minimumHealthyHosts >= this.hosts.length || this.zones.some((zone) => zone.isImpossible);
    if (impossible) return 'HEALTH_CONSTRAINTS_INVALID';
    return this.hasReachedItsLimit() ? 'HEALTH_CONSTRAINTS' : null;
  }

  /**
   * Limits how many hosts are unavailable. A healthy host goes offline, so enough must remain in the fleet and in its zone; an unhealthy
   * one costs nothing, so that a fleet below its minimum can still start.
   */
  private mayStart(health: RolloutHost['health'], startingToo = { hosts: 0, healthy: 0 }): boolean {
    if (this.fleet.started + startingToo.hosts >= this.hosts.length - this.minimumHealthyHosts) return false;
    if (health === 'unhealthy') return true;
    const { fleet, zone } = this;
    return fleet.healthy - fleet.offline - startingToo.healthy > this.minimumHealthyHosts
      && zone.tally.healthy - zone.tally.offline - startingToo.healthy > zone.minimum;
  }

  /**
   * When only the minimum is healthy, one more failure would break it: nothing else starts, except that the last host may fail. Unhealthy
   * hosts are tried first anyway, because each may raise the number. `OneAtATime` is stricter by definition: any failure except that of the
   * last host ends it.
   */
  private hasReachedItsLimit(): boolean {
    if (this.fleet.waiting === 0) return false;
    if (this.fleet.failed > 0 && this.isOneAtATime) return true;
    const zone = this.zone.tally.waiting > 0 || !this.zone.isFinished ? this.zone : this.zones[this.zoneIndex + 1];
    if (zone.tally.recoverable > 0) return false;
    const zoneIsAtItsMinimum = zone.tally.waiting > 0 && zone.tally.healthy <= zone.minimum;
    return this.fleet.healthy <= this.minimumHealthyHosts || zoneIsAtItsMinimum;
  }

  private get isOneAtATime(): boolean {
    const { type, value } = this.config.minimumHealthyHosts;
    return type === 'MOST_CONCURRENCY' && value === 1;
  }

  private get zone(): Zone {
    return this.zones[this.zoneIndex];
  }

  private get isLastZone(): boolean {
    return this.zoneIndex >= this.zones.length - 1;
  }

  private hostInTurn(id: HostId): RolloutHost {
    const host = this.zone.hosts.find((candidate) => candidate.id === id);
    if (!host) throw new Error(`host ${id} is not in the zone whose turn it is`);
    return host;
  }

  private move(host: RolloutHost, from: Progress, to: Progress): void {
    this.progress.set(host.id, to);
    this.fleet.move(host, from, to);
    this.zone.tally.move(host, from, to);
  }

  private idsThat(matches: (progress: Progress) => boolean): HostId[] {
    return this.hosts.map(({ id }) => id).filter((id) => matches(this.progress.get(id) ?? 'waiting'));
  }
}
