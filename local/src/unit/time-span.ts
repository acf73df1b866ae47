/** systemd.time(7): names of each unit and its milliseconds. */
const UNITS: readonly (readonly [number, readonly string[]])[] = [
  [0.001, ['us', 'usec']],
  [1, ['ms', 'msec']],
  [1000, ['s', 'sec', 'second', 'seconds']],
  [60_000, ['m', 'min', 'minute', 'minutes']],
  [3_600_000, ['h', 'hr', 'hour', 'hours']],
  [86_400_000, ['d', 'day', 'days']],
  [604_800_000, ['w', 'week', 'weeks']],
  [2_629_800_000, ['M', 'month', 'months']],
  [31_557_600_000, ['y', 'year', 'years']],
];

/** Parses `5min 20s`, `2.5` or `infinity` to milliseconds; `undefined` for what systemd would not understand. */
export function parseTimeSpan(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === 'infinity') return Infinity;
  if (!/^(\d+(\.\d+)?\s*[a-zA-Z]*\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-zA-Z]*)/g)) {
    const factor = UNITS.find(([, names]) => names.includes(unit || 's'))?.[0];
    if (factor === undefined) return undefined;
    total += Number(number) * factor;
  }
  return total;
}

/** Limits a time to the longest one that a timer of Node.js supports. */
export function timerOf(milliseconds: number): number {
  return Math.min(milliseconds, 2 ** 31 - 1);
}

const WORDS: readonly (readonly [number, string])[] = [
  [31_557_600_000, 'y'], [2_629_800_000, 'month'], [604_800_000, 'w'], [86_400_000, 'd'], [3_600_000, 'h'], [60_000, 'min'], [1000, 's'], [1, 'ms'],
];

/** As shown by systemctl: `1min 30s`. */
export function formatTimeSpan(milliseconds: number): string {
  if (milliseconds === Infinity) return 'infinity';
  let rest = Math.round(milliseconds);
  const parts = WORDS.flatMap(([size, word]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${word}`];
  });
  return parts.length === 0 ? '0' : parts.join(' ');
}
