import type { Progress, RolloutHost } from './host';

/** Counters for a set of hosts (the fleet or one Availability Zone), updated at each step of each host. */
export class Tally {
  waiting = 0;
  started = 0;
  succeeded = 0;
  failed = 0;
  /** Hosts whose last deployment succeeded, including those being deployed to. */
  healthy = 0;
  /** Healthy hosts that are being deployed to and therefore do not serve. */
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
