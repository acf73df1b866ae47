import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Cache } from '../cache/cache.js';

const SECONDS = 60;

/** Limits requests of an address per minute: counted in the cache for all hosts together, or by each host alone if the cache is unavailable. */
export class RateLimit {
  private readonly limiter?: RateLimiterAbstract;

  /** @param perMinute 0 means no limit */
  constructor(perMinute: number, cache?: Cache) {
    if (perMinute === 0) return;
    const shared = { points: perMinute, duration: SECONDS, keyPrefix: 'links' };
    const inMemory = new RateLimiterMemory(shared);
    this.limiter = cache
      ? new RateLimiterRedis({ ...shared, storeClient: storeIn(cache), useRedisPackage: true, insuranceLimiter: inMemory })
      : inMemory;
  }

  /** Seconds until the address may send the next request; 0 if it may do so now. */
  async secondsToWait(address: string): Promise<number> {
    try {
      await this.limiter?.consume(address);
      return 0;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.ceil(refused.msBeforeNext / 1000);
    }
  }
}

/** The only command that the limiter uses. */
function storeIn(cache: Cache) {
  return { eval: (script: string, options: { keys: string[]; arguments: string[] }) => cache.ask((client) => client.eval(script, options)) };
}
