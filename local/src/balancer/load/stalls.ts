const LOOK_EVERY_MS = 50;
/** Less than this is an everyday delay of a timer. */
const LEAST_MS = 100;

/**
 * How long this process did not run, because the machine had no time for it. A time-out that passes meanwhile says nothing about who was asked: the
 * answer may have been there all the time, and timers come before it is read.
 */
export class Stalls {
  private total = 0;
  private lookedAt = performance.now();
  private readonly timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();

  /** Up to now. */
  get milliseconds(): number {
    this.look();
    return this.total;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const late = performance.now() - this.lookedAt - LOOK_EVERY_MS;
    if (late > LEAST_MS) this.total += late;
    this.lookedAt = performance.now();
  }
}
