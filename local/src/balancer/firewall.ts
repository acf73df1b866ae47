import { RateLimiter } from './rate-limiter';
import type { RateLimit } from '../model/target';

/** The rate limits that are in force. A change of one of them begins to count anew. */
export class Firewall {
  private limiters: readonly { readonly limit: RateLimit; readonly limiter: RateLimiter }[] = [];

  constructor(limits: readonly RateLimit[]) {
    this.settingsChanged(limits);
  }

  settingsChanged(limits: readonly RateLimit[]): void {
    const before = new Map(this.limiters.map((each) => [JSON.stringify(each.limit), each]));
    this.limiters = limits.map((limit) => before.get(JSON.stringify(limit)) ?? { limit, limiter: new RateLimiter(limit) });
  }

  /** The limit that stops a request. All of them count it. */
  stops(address: string): RateLimit | undefined {
    return this.limiters.filter(({ limiter }) => limiter.isOver(address))[0]?.limit;
  }
}
