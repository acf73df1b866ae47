import type { RolloutHost, ZonalConfig } from './host';
import { minimumHealthyHosts } from './minimum-healthy-hosts';
import { Tally } from './tally';

/** The hosts deployed to before moving to the next zone: one Availability Zone, or the whole fleet without a zonal configuration. */
export class Zone {
  /**
   * One zone after another: first those that have an unhealthy host (they may raise the number of healthy ones), then by
   * name. Without a zonal configuration all hosts are one zone that adds no rule.
   */
  static of(hosts: readonly RolloutHost[], zonal: ZonalConfig | undefined): Zone[] {
    if (!zonal) return [new Zone('', hosts, 0)];
    const { minimumHealthyHostsPerZone = { type: 'FLEET_PERCENT', value: 0 } } = zonal;
    const zones = [...new Set(hosts.map(({ zone }) => zone))].sort().map((name) => {
      const own = hosts.filter(({ zone }) => zone === name);
      return new Zone(name, own, minimumHealthyHosts(minimumHealthyHostsPerZone, own.length));
    });
    return [...zones.filter((zone) => zone.tally.recoverable > 0), ...zones.filter((zone) => zone.tally.recoverable === 0)];
  }

  readonly tally: Tally;

  private constructor(readonly name: string, readonly hosts: readonly RolloutHost[], readonly minimum: number) {
    this.tally = new Tally(hosts);
  }

  /** No deployment can keep this minimum, whatever happens. */
  get isImpossible(): boolean {
    return this.minimum >= this.hosts.length;
  }

  /** Every host was tried. */
  get isFinished(): boolean {
    return this.tally.waiting === 0 && this.tally.started === 0;
  }
}
