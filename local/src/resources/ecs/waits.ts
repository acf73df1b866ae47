const MINUTE_MS = 60_000;

/** How long a wait of a template takes here. */
export class Waits {
  /** @param shortened how many times shorter than the template says. */
  constructor(readonly shortened = 1) {}

  milliseconds(minutes: number): number {
    return minutes * MINUTE_MS / this.shortened;
  }

  /** `5 min`, or what it is here. */
  text(minutes: number): string {
    if (this.shortened === 1) return `${minutes} min`;
    const seconds = this.milliseconds(minutes) / 1000;
    return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s in place of ${minutes} min`;
  }
}
