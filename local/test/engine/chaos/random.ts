/** The same numbers for the same seed (mulberry32, in whole numbers): a run that failed can be run again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed % 2_147_483_647 || 1;
  }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}
