import type { Progress, RolloutHost } from './host';

/** Counts over some hosts (the fleet, one Availability Zone), kept up to date at each step of each host. */
export class Tally {
  waiting = 0;
  started = 0;
  succeeded = 0;
  failed = 0;
  /** Hosts whose last deployment succeeded, the ones that are being deployed to right now included. */
  healthy = 0;
  /** Healthy hosts that are being deployed to: they do not serve. */
  offline = 0;
  /** Unhealthy hosts that may still become healthy. */
  recoverable = 0;

  constructor(hosts: readonly RolloutHost[]) {
    for (const host of hosts) this.add(host, 'waiting', 1);
  }

  move(host: RolloutHost, from: Progress, to: Progress): void {
    this.add(host, from, -1);
    this.add(host, to, 1);
  }

  private add(host: RolloutHost, progress: Progress, change: number): void {
    this[progress] += change;
    const ended = progress === 'succeeded' || progress === 'failed';
    if (host.health === 'healthy' && progress === 'started') this.offline += change;
    if (host.health === 'unhealthy' && !ended) this.recoverable += change;
    if (ended ? progress === 'succeeded' : host.health === 'healthy') this.healthy += change;
  }
}
