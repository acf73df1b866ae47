import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { CacheClient } from '../cache/cache.js';

const SECONDS = 60;

/** How often an address may do something in a minute: on all hosts together in the cache, on each by itself where the cache is away. */
export class RateLimit {
  private readonly limiter?: RateLimiterAbstract;

  /** @param perMinute 0 is no limit */
  constructor(perMinute: number, cache?: CacheClient) {
    if (perMinute === 0) return;
    const shared = { points: perMinute, duration: SECONDS, keyPrefix: 'links' };
    const inMemory = new RateLimiterMemory(shared);
    this.limiter = cache ? new RateLimiterRedis({ ...shared, storeClient: cache, useRedisPackage: true, insuranceLimiter: inMemory }) : inMemory;
  }

  /** Seconds after which it may try again; 0 if it may now. */
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
