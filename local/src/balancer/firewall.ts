import { RateLimiter } from './rate-limiter';
import type { RateLimit } from '../model/target';

/** The rate limits in force. Changing a limit resets its counts. */
export class Firewall {
  private limiters: readonly { readonly limit: RateLimit; readonly limiter: RateLimiter }[] = [];

  constructor(limits: readonly RateLimit[]) {
    this.settingsChanged(limits);
  }

  settingsChanged(limits: readonly RateLimit[]): void {
    const before = new Map(this.limiters.map((each) => [JSON.stringify(each.limit), each]));
    this.limiters = limits.map((limit) => before.get(JSON.stringify(limit)) ?? { limit, limiter: new RateLimiter(limit) });
  }

  /** Returns the limit that blocks a request. All limits count it. */
  stops(address: string): RateLimit | undefined {
    return this.limiters.filter(({ limiter }) => limiter.isOver(address))[0]?.limit;
  }
}
