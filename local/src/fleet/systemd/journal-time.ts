import { parseTimeSpan } from '../../unit/time-span';

const DAY = 86_400_000;

/**
 * Parses a time as in systemd.time(7): a date, a time of day, `today`, `-1h`, `1 hour ago`, `@SECONDS`. Returns milliseconds, or
 * `undefined` if it is invalid.
 */
export function parseJournalTime(text: string, now = Date.now()): number | undefined {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const named: Readonly<Record<string, number>> = { now, today: midnight, yesterday: midnight - DAY, tomorrow: midnight + DAY };
  if (named[text] !== undefined) return named[text];
  const [, since] = /^@(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (since !== undefined) return Number(since) * 1000;
  const [, sign, relative] = /^([-+])(.+)$/.exec(text) ?? [];
  const ago = /^(.+) (ago|left)$/.exec(text);
  const span = parseTimeSpan(relative ?? ago?.[1] ?? '');
  if (span !== undefined) return sign === '+' || ago?.[2] === 'left' ? now + span : now - span;
  return parseDate(text, midnight);
}

function parseDate(text: string, midnight: number): number | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] =
    /^(?:[A-Z][a-z]{2} )?(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?)?( ?UTC|Z)?$/.exec(text) ?? [];
  if (year !== undefined) {
    const [whole, fraction = '0'] = second.split('.');
    const parts = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(whole)] as const;
    return (zone ? Date.UTC(...parts) : new Date(...parts).getTime()) + Number(`0.${fraction}`) * 1000;
  }
  const [, hours, minutes, seconds = '0'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  return hours === undefined ? undefined : midnight + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
