/** How a serverless cache differs from the smallest one. */
export interface ServerlessCacheOptions {
  /**
   * GiB that the cache may hold at most, 1 to 5000: what was not used for longest is evicted then. It limits the cost, too.
   *
   * @default 1
   */
  readonly maximumGiB?: number;

  /**
   * Start of the names of the variables: `_HOST`, `_PORT`, `_USER` and `_PASSWORD` follow. Two caches need two.
   *
   * @default 'CACHE'
   */
  readonly variablePrefix?: string;
}
