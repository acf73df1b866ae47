export interface TimedLine {
  /** May begin with a time. */
  readonly text: string;
  /** When it was written, if that is known (ISO 8601). */
  readonly time?: string;
}

/** The beginning of a line of the journal, the agent or most applications. Without a zone it is UTC, which hosts have. */
const TIME = /^\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:\d\d)?/;

/** The lines of several logs, oldest first. One without a time stays behind the line before it. */
export function byTime<Line extends TimedLine>(logs: readonly (readonly Line[])[]): Line[] {
  const timed = logs.flatMap((lines) => {
    let last = -Infinity;
    return lines.map((line) => {
      // One that was written a little late does not overtake those before it in its own log.
      last = Math.max(last, timeOf(line.time ?? line.text) ?? last);
      return { line, time: last };
    });
  });
  return timed.sort((a, b) => (a.time === b.time ? 0 : a.time - b.time)).map(({ line }) => line);
}

function timeOf(text: string): number | undefined {
  const [, day, clock, fraction = '0', zone = 'Z'] = TIME.exec(text) ?? [];
  const time = day === undefined ? NaN : Date.parse(`${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
