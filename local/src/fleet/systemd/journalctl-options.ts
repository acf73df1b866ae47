import { commandOptions, lineCount } from './command-options';
import { parseTimeSpan } from '../../unit/time-span';

export type JournalctlOptions = Readonly<ReturnType<typeof parseJournalctl>>;

const FORMATS = ['short', 'short-iso', 'short-precise', 'short-full', 'cat', 'json'];
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** Those in the last two lines only affect the appearance of the output, or have no effect here. */
const FLAGS = [
  'r reverse', 'q quiet', 'f follow', 'b boot',
  'no-pager', 'x catalog', 'e pager-end', 'a all', 'no-hostname', 'l full', 'no-tail', 'm merge', 'system', 'utc', 'sync', 'flush', 'rotate',
];
const VALUED = [
  'u unit', 't identifier', 'o output', 'p priority', 'S since', 'U until', 'g grep', 'n lines', 'case-sensitive', 'output-fields',
];

/** Throws an error with a message for the user. */
export function parseJournalctl(args: readonly string[]) {
  const { words, has, all, last } = commandOptions('journalctl', args.flatMap(optionalValue), FLAGS, VALUED);
  const format = last('output') ?? 'short';
  if (!FORMATS.includes(format)) throw new Error(`Unknown output format '${format}'.`);
  const grep = last('grep');
  const isSensitive = last('case-sensitive') === undefined ? grep !== grep?.toLowerCase() : /^(1|yes|true|on)$/.test(last('case-sensitive')!);
  return {
    units: all('unit'),
    identifiers: all('identifier'),
    /** Different fields must all match; values of the same field are alternatives. */
    fields: words.map(fieldOf),
    lines: lineCount(last('lines') ?? (has('follow') ? '10' : 'all')),
    format,
    reverse: has('reverse'),
    quiet: has('quiet'),
    follow: has('follow'),
    thisBoot: has('boot'),
    pattern: grep === undefined ? undefined : new RegExp(grep, isSensitive ? '' : 'i'),
    priorities: priorityRange(last('priority') ?? '7'),
    since: timeOf(last('since'), -Infinity),
    until: timeOf(last('until'), Infinity),
  };
}

/** The values of `-n` and `-b` may be missing. The only boot of an instance is the current one. */
function optionalValue(argument: string, index: number, args: readonly string[]): string[] {
  const isBoot = (text = '') => /^(-[a-zA-Z]*b|--boot)$/.test(text);
  if (isBoot(args[index - 1]) && /^[-+]?0$/.test(argument)) return [];
  const lacksLines = /^(-[a-zA-Z]*n|--lines)$/.test(argument) && !/^(\d+|all)$/.test(args[index + 1] ?? '');
  return lacksLines ? [argument, '10'] : [argument.replace(/^--boot=[-+]?0$/, '--boot')];
}

function fieldOf(word: string): { readonly name: string; readonly value: string } {
  const [, name, value] = /^([A-Z_][A-Z0-9_]*)=(.*)$/s.exec(word) ?? [];
  if (name === undefined) throw new Error(`Failed to add match '${word}': Invalid argument`);
  return { name, value: value! };
}

function priorityRange(text: string): [number, number] {
  const [from, to = from] = text.split('..').map((word) => (/^[0-7]$/.test(word) ? Number(word) : PRIORITIES.indexOf(word)));
  if (from! < 0 || to! < 0) throw new Error(`Unknown log level ${text}`);
  return text.includes('..') ? [Math.min(from!, to!), Math.max(from!, to!)] : [0, from!];
}

/** A time as in systemd.time(7): a date, a time of day, `today`, `-1h`, `1 hour ago`, `@SECONDS`. In milliseconds. */
function timeOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const now = Date.now();
  const day = (offset: number) => new Date(now).setHours(24 * offset, 0, 0, 0);
  const named: Readonly<Record<string, number>> = { now, today: day(0), yesterday: day(-1), tomorrow: day(1) };
  if (named[text] !== undefined) return named[text];
  const [, sign, relative, ago] = /^([-+@]?)(.*?)( ago)?$/.exec(text) ?? [];
  const span = sign !== '' || ago !== undefined ? parseTimeSpan(relative!) : undefined;
  if (span !== undefined) return sign === '@' ? span : sign === '+' ? now + span : now - span;
  const plain = text.replace(/^[A-Z][a-z]{2} /, '').replace('T', ' ');
  const isTime = /^(\d{4}-\d{1,2}-\d{1,2})?( ?\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?( ?UTC|Z)?$/.test(plain);
  const time = Date.parse(/^\d+:/.test(plain) ? `${new Date(now).toDateString()} ${plain}` : plain.replace(/-/g, '/'));
  if (!isTime || Number.isNaN(time)) throw new Error(`Failed to parse timestamp: ${text}`);
  return time;
}
