/** Options of a serverless cache. */
export interface ServerlessCacheOptions {
  /**
   * Maximum GiB that the cache may hold, 1 to 5000; beyond it, the least recently used keys with an expiry are evicted, and if
   * there are none, writes are refused. It limits the cost, too.
   *
   * @default 1
   */
  readonly maximumGiB?: number;

  /**
   * Prefix of the variables: `_HOST`, `_PORT`, `_USER` and `_PASSWORD` follow. Two caches of an environment need different prefixes.
   *
   * @default 'CACHE'
   */
  readonly variablePrefix?: string;
}
