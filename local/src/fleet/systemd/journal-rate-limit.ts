import type { LogRateLimit } from '../../unit/service-settings';

/** Emergencies to critical messages, errors, warnings, notices and information, debugging: each group has the limit for itself. */
const GROUP_OF_PRIORITY = [0, 0, 0, 1, 2, 3, 3, 4];

/**
 * journald multiplies a burst by a factor that grows with the room that is left for the journal: (log2(bytes) - 16) / 4. A tenth of a disk of
 * 8 GiB, as instances have by default, is between 2^29 and 2^30 bytes.
 */
const FACTOR = (29 - 16) / 4;

interface Pool {
  readonly began: number;
  taken: number;
  suppressed: number;
}

/** How many of a unit's messages journald takes. */
export class JournalRateLimit {
  private readonly pools = new Map<number, Pool>();

  /** @param settings as of the last start of the unit */
  constructor(public settings: LogRateLimit) {}

  /** Whether a message is taken, and if so, how many have been suppressed before it. */
  test(priority: number, now: number): { readonly taken: boolean; readonly suppressed: number } {
    const { interval, burst } = this.settings;
    if (interval === 0 || burst === 0) return { taken: true, suppressed: 0 };
    const group = GROUP_OF_PRIORITY[priority] ?? 3;
    const pool = this.pools.get(group);
    if (!pool || now > pool.began + interval) {
      this.pools.set(group, { began: now, taken: 1, suppressed: 0 });
      return { taken: true, suppressed: pool?.suppressed ?? 0 };
    }
    if (pool.taken < Math.floor(burst * FACTOR)) {
      pool.taken += 1;
      return { taken: true, suppressed: 0 };
    }
    pool.suppressed += 1;
    return { taken: false, suppressed: 0 };
  }
}
