/** How many of a hundred values count as rare. */
const RARE_PERCENT = 5;

/**
 * Where an axis ends: a little above the usual values, and at least at 10. A single burst would flatten everything else, so rare values are
 * cut off; the numbers beside the chart include them.
 */
export function axisEnd(values: readonly unknown[]): number {
  const sorted = values.filter((value): value is number => typeof value === 'number').sort((a, b) => a - b);
  const rare = Math.ceil(sorted.length * RARE_PERCENT / 100);
  return Math.max(10, 1.3 * (sorted.at(-1 - rare) ?? 0));
}
