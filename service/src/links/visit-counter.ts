import type { Cache } from '../cache/cache.js';

/**
 * Starts from the saved count if it is higher, because the cache may have lost its data.
 *
 * KEYS[1]: the count; ARGV[1]: the count in the database
 */
const COUNT = `
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
if known < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return redis.call('INCR', KEYS[1])
`;

/** Counts visits in the cache, and remembers the counts that the database does not have yet. */
export class VisitCounter {
  private readonly unsaved = new Map<string, number>();

  constructor(private readonly cache: Pick<Cache, 'ask'>) {}

  /** Counts a visit; returns `undefined` if the cache is unavailable. */
  async count(slug: string, saved: number): Promise<number | undefined> {
    try {
      const visits = Number(await this.cache.ask((client) => client.eval(COUNT, { keys: [keyOf(slug)], arguments: [String(saved)] })));
      this.keep(slug, visits);
      return visits;
    } catch {
      return undefined;
    }
  }

  /** The current count, at least the saved one. */
  async current(slug: string, saved: number): Promise<number> {
    const own = this.unsaved.get(slug) ?? 0;
    try {
      return Math.max(saved, own, Number(await this.cache.ask((client) => client.get(keyOf(slug))) ?? 0));
    } catch {
      return Math.max(saved, own);
    }
  }

  /** The latest count of a link that this process has not saved yet. */
  unsavedOf(slug: string): number {
    return this.unsaved.get(slug) ?? 0;
  }

  /** Prevents a new link with the same slug from inheriting these visits. Unsaved counts of other hosts may still be added to it. */
  async forget(slug: string): Promise<void> {
    this.unsaved.delete(slug);
    await this.cache.ask((client) => client.del(keyOf(slug))).catch(() => undefined);
  }

  /** Passes the unsaved counts to `save`. Until that succeeds they stay known, because a visit without the cache is counted from them. */
  async save(save: (counts: ReadonlyMap<string, number>) => Promise<void>): Promise<void> {
    const counts = new Map(this.unsaved);
    if (counts.size === 0) return;
    await save(counts);
    for (const [slug, visits] of counts) {
      if (this.unsaved.get(slug) === visits) this.unsaved.delete(slug);
    }
  }

  private keep(slug: string, visits: number): void {
    this.unsaved.set(slug, Math.max(visits, this.unsaved.get(slug) ?? 0));
  }
}

function keyOf(slug: string): string {
  return `visits:${slug}`;
}
