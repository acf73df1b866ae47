import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_PAUSE_MILLISECONDS = 60_000;
const MOST_FAILURES = 10;

/** Retries failed launches with increasing delays, as Auto Scaling does, but limits how long callers wait. */
export class LaunchAttempts {
  /** Why the last launch failed. */
  reason = '';
  private failures = 0;
  private readonly waiting = new Set<(error: Error) => void>();

  constructor(private readonly firstPauseMilliseconds = 1000) {}

  /** Resolves when the next launch may be attempted. */
  async pause(signal: AbortSignal): Promise<void> {
    if (this.failures === 0) return;
    const pause = Math.min(this.firstPauseMilliseconds * 2 ** (this.failures - 1), LONGEST_PAUSE_MILLISECONDS);
    // The launch itself checks whether the signal aborted.
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(reason: string): void {
    this.reason = reason;
    this.failures++;
    if (this.failures < MOST_FAILURES) return;
    for (const reject of this.waiting) reject(new Error(`${this.failures} launches in a row failed; the last one: ${reason}`));
  }

  /** Runs `work`; rejects if too many launches in a row fail meanwhile. */
  async unlessHopeless<T>(work: Promise<T>): Promise<T> {
    let giveUp: (error: Error) => void = () => undefined;
    const hopeless = new Promise<never>((_, reject) => { giveUp = reject; });
    this.waiting.add(giveUp);
    try {
      return await Promise.race([work, hopeless]);
    } finally {
      this.waiting.delete(giveUp);
    }
  }
}
