import type { RateLimit } from '../model/target';

/** Source address of the local load. It represents many users, so rate limits per user do not count it. */
export const LOAD_ADDRESS = '127.83.76.1';
/** The same limit as AWS WAF's. */
const MOST_ADDRESSES = 10_000;
/** The window is counted in this many pieces, so that it slides. */
const PIECES = 30;

interface Count {
  readonly pieces: number[];
  /** Number of the newest piece since the limiter started. */
  newest: number;
}

/** Counts requests by address like a rate-based AWS WAF rule: requests over the limit count, too. */
export class RateLimiter {
  private readonly counts = new Map<string, Count>();

  constructor(private readonly limit: RateLimit, private readonly now: () => number = () => performance.now()) {}

  /** Counts a request and returns whether it exceeds the limit. */
  isOver(address: string): boolean {
    if (address === LOAD_ADDRESS) return false;
    const piece = Math.floor(this.now() / (this.limit.windowSeconds * 1000 / PIECES));
    const count = this.counts.get(address) ?? { pieces: new Array<number>(PIECES).fill(0), newest: piece };
    // The address that has been silent the longest is first, and is dropped first.
    this.counts.delete(address);
    this.counts.set(address, count);
    if (this.counts.size > MOST_ADDRESSES) this.counts.delete(this.counts.keys().next().value as string);
    for (let each = Math.max(count.newest + 1, piece - PIECES + 1); each <= piece; each += 1) count.pieces[each % PIECES] = 0;
    count.newest = piece;
    count.pieces[piece % PIECES] = (count.pieces[piece % PIECES] ?? 0) + 1;
    return count.pieces.reduce((sum, number) => sum + number, 0) > this.limit.requests;
  }
}
