import type { CacheOptions } from './cache-options';
import { ReplicatedCache } from './replicated-cache';
import { ServerlessCache } from './serverless-cache';
import type { ServerlessCacheOptions } from './serverless-cache-options';
import { guardFactories } from '../../core/guard-factories';
import type { IAttachment } from '../attachment-config';

/**
 * The environment's own cache on Amazon ElastiCache: in isolated subnets, encrypted in transit and at rest, reachable only by the
 * application. The application finds `CACHE_HOST`, `CACHE_PORT`, `CACHE_USER` and the secret `CACHE_PASSWORD`, and connects over TLS.
 *
 * A cache may lose data at any time: never make it the only copy.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { uses: [Cache.valkey()] });
 */
export class Cache {
  /**
   * Valkey, about 10 USD a month; in production, with a replica, about 37 USD.
   *
   * @param options version, size, replicas, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/cache.md
   */
  static valkey(options: CacheOptions = {}): IAttachment {
    return new ReplicatedCache('valkey', options);
  }

  /**
   * Redis OSS, about 12 USD a month; in production, with a replica, about 47 USD. Valkey speaks the same protocol, costs a fifth less and gets
   * new versions.
   *
   * @param options version, size, replicas, backups and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/cache.md
   */
  static redis(options: CacheOptions = {}): IAttachment {
    return new ReplicatedCache('redis', options);
  }

  /**
   * Valkey without nodes to size, about 7 USD a month and more with use, in three Availability Zones. Always in cluster mode: the
   * client must support clusters, and all keys of a command must be in one slot. It keeps no backups.
   *
   * @param options limit and variables
   * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/cache.md
   */
  static valkeyServerless(options: ServerlessCacheOptions = {}): IAttachment {
    return new ServerlessCache(options);
  }

  private constructor() {}
}

guardFactories('Cache', Cache);
