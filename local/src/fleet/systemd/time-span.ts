/** systemd.time(7): the names of each unit, and its milliseconds. */
const UNITS: readonly (readonly [number, readonly string[]])[] = [
  [0.001, ['us', 'usec']],
  [1, ['ms', 'msec']],
  [1000, ['s', 'sec', 'second', 'seconds']],
  [60_000, ['m', 'min', 'minute', 'minutes']],
  [3_600_000, ['h', 'hr', 'hour', 'hours']],
  [86_400_000, ['d', 'day', 'days']],
  [604_800_000, ['w', 'week', 'weeks']],
];

/** `5min 20s`, `2.5`, `infinity`, in milliseconds; `undefined` for what systemd would not understand. */
export function parseTimeSpan(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === 'infinity') return Infinity;
  if (!/^(\d+(\.\d+)?\s*[a-z]*\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, number, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)) {
    const factor = UNITS.find(([, names]) => names.includes(unit || 's'))?.[0];
    if (factor === undefined) return undefined;
    total += Number(number) * factor;
  }
  return total;
}
