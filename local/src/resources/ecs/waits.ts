import { duration } from '../../messages/duration';

const MINUTE_MS = 60_000;

/** How long the template's waits take locally. */
export class Waits {
  /** @param shortened the factor by which waits are shortened. */
  constructor(readonly shortened = 1) {}

  milliseconds(minutes: number): number {
    return minutes * MINUTE_MS / this.shortened;
  }

  /** `5 min`, or the shortened duration. */
  text(minutes: number): string {
    if (this.shortened === 1) return `${minutes} min`;
    return `${duration(this.milliseconds(minutes) / 1000)} instead of ${minutes} min`;
  }
}
