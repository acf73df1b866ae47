import type { ServiceSettings } from '../../unit/service-settings';

/** `StartLimitBurst=` within `StartLimitIntervalSec=`. */
export class StartLimit {
  private times: number[] = [];

  /** Counts a start, unless there have been too many. */
  allows({ startLimitInterval: interval, startLimitBurst: burst }: ServiceSettings): boolean {
    const now = performance.now();
    this.times = this.times.filter((time) => now - time < interval);
    if (interval > 0 && burst > 0 && this.times.length >= burst) return false;
    this.times.push(now);
    return true;
  }

  forget(): void {
    this.times = [];
  }
}
