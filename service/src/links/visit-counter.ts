import type { CacheClient } from '../cache/cache.js';

/**
 * Never below what the database knows: where the cache has lost its data, counting goes on from there.
 *
 * KEYS[1]: the count; ARGV[1]: what the database knows
 */
const COUNT = `
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
if known < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return redis.call('INCR', KEYS[1])
`;

/** Counts of visits in the cache, and those of them that the database does not know yet. */
export class VisitCounter {
  private unsaved = new Map<string, number>();

  constructor(private readonly cache: CacheClient) {}

  /** Counts one more; `undefined` where the cache is away. */
  async count(slug: string, saved: number): Promise<number | undefined> {
    try {
      const visits = Number(await this.cache.eval(COUNT, { keys: [keyOf(slug)], arguments: [String(saved)] }));
      this.keep(slug, visits);
      return visits;
    } catch {
      return undefined;
    }
  }

  /** As it is now, at least what the database knows. */
  async current(slug: string, saved: number): Promise<number> {
    const own = this.unsaved.get(slug) ?? 0;
    try {
      return Math.max(saved, own, Number(await this.cache.get(keyOf(slug)) ?? 0));
    } catch {
      return Math.max(saved, own);
    }
  }

  /** What this process has counted of a link and nobody has saved. */
  unsavedOf(slug: string): number {
    return this.unsaved.get(slug) ?? 0;
  }

  /** Otherwise a link that is made again under the same slug would keep these visits. What other hosts have not saved yet may still be added. */
  async forget(slug: string): Promise<void> {
    this.unsaved.delete(slug);
    await this.cache.del(keyOf(slug)).catch(() => undefined);
  }

  /** Gives what is to be saved; what could not be saved is kept for the next time. */
  async save(save: (counts: ReadonlyMap<string, number>) => Promise<void>): Promise<void> {
    const counts = this.unsaved;
    if (counts.size === 0) return;
    this.unsaved = new Map();
    try {
      await save(counts);
    } catch (error) {
      for (const [slug, visits] of counts) this.keep(slug, visits);
      throw error;
    }
  }

  private keep(slug: string, visits: number): void {
    this.unsaved.set(slug, Math.max(visits, this.unsaved.get(slug) ?? 0));
  }
}

function keyOf(slug: string): string {
  return `visits:${slug}`;
}
