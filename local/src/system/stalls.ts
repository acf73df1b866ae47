const LOOK_EVERY_MS = 50;
/** Timers are often late by less than this, even on an idle machine. */
const LEAST_MS = 100;

/**
 * How long this process did not run because the machine was busy. A time-out that elapses meanwhile does not prove that the server was slow: its
 * response may have arrived in time, but timers fire before it is read.
 */
export class Stalls {
  private total = 0;
  private lookedAt = performance.now();
  private readonly timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();

  /** The total so far. */
  get milliseconds(): number {
    this.look();
    return this.total;
  }

  /** Calls back once this process has run for that long. Returns what prevents it. */
  after(milliseconds: number, elapsed: () => void): () => void {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      const before = this.milliseconds;
      timer = setTimeout(() => {
        const stalled = this.milliseconds - before;
        if (stalled > 0) wait(stalled);
        else elapsed();
      }, left);
    };
    wait(milliseconds);
    return () => clearTimeout(timer);
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
