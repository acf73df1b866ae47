import { parseJournalTime } from './journal-time';

export interface JournalctlOptions {
  readonly units: readonly string[];
  readonly identifiers: readonly string[];
  /** `FIELD=value`: different fields must all match; values of the same field are alternatives. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** `undefined`: all. */
  readonly lines?: number;
  readonly format: string;
  readonly reverse: boolean;
  readonly quiet: boolean;
  readonly follow: boolean;
  readonly thisBoot: boolean;
  readonly pattern?: RegExp;
  readonly priorities: readonly [number, number];
  readonly since: number;
  readonly until: number;
}

const FORMATS = ['short', 'short-full', 'short-iso', 'short-iso-precise', 'short-precise', 'short-unix', 'with-unit', 'cat', 'json', 'verbose'];
const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** Options that only affect the appearance of the output, or have no effect here. */
const WITHOUT_EFFECT = [
  '--no-pager', '-x', '--catalog', '-e', '--pager-end', '-a', '--all', '--no-hostname', '-l', '--full', '--no-tail',
  '-m', '--merge', '--system', '--utc',
  '--sync', '--flush', '--rotate',
];
const FLAGS: Readonly<Record<string, string>> = {
  '-r': 'reverse', '--reverse': 'reverse', '-q': 'quiet', '--quiet': 'quiet', '-f': 'follow', '--follow': 'follow',
};
const WITH_VALUE: Readonly<Record<string, string>> = {
  '-u': 'unit',
  '--unit': 'unit',
  '-t': 'identifier',
  '--identifier': 'identifier',
  '-o': 'output',
  '--output': 'output',
  '-p': 'priority',
  '--priority': 'priority',
  '-S': 'since',
  '--since': 'since',
  '-U': 'until',
  '--until': 'until',
  '-g': 'grep',
  '--grep': 'grep',
  '--output-fields': 'output-fields',
  '--case-sensitive': 'case-sensitive',
};

/** Throws an error with a message for the user. */
export function parseJournalctl(args: readonly string[]): JournalctlOptions {
  const values = new Map<string, string[]>();
  const flags = new Set<string>();
  const fields: { name: string; value: string }[] = [];
  const rest = args.flatMap(splitArgument);
  let lines: number | undefined;
  let thisBoot = false;
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at]!;
    const key = WITH_VALUE[argument];
    if (key !== undefined) {
      const value = rest[++at];
      if (value === undefined) throw new Error(`journalctl: option requires an argument -- '${argument.replace(/^-+/, '')}'`);
      values.set(key, [...(values.get(key) ?? []), value]);
    } else if (argument === '-n' || argument === '--lines') {
      lines = /^\d+$/.test(rest[at + 1] ?? '') ? Number(rest[++at]) : rest[at + 1] === 'all' ? undefined : 10;
    } else if (argument === '-b' || argument === '--boot') {
      thisBoot = true;
      if (/^[-+]?0$/.test(rest[at + 1] ?? '')) at++;
    } else if (FLAGS[argument] !== undefined) {
      flags.add(FLAGS[argument]);
    } else if (!argument.startsWith('-')) {
      const [, name, value] = /^([A-Z_][A-Z0-9_]*)=(.*)$/s.exec(argument) ?? [];
      if (name === undefined) throw new Error(`Failed to add match '${argument}': Invalid argument`);
      fields.push({ name, value: value! });
    } else if (!WITHOUT_EFFECT.includes(argument)) {
      throw new Error(`journalctl: unrecognized option '${argument}'`);
    }
  }
  const last = (key: string) => values.get(key)?.at(-1);
  const format = last('output') ?? 'short';
  if (!FORMATS.includes(format)) throw new Error(`Unknown output format '${format}'.`);
  const grep = last('grep');
  const isSensitive = last('case-sensitive') ? /^(1|yes|true|on)$/.test(last('case-sensitive')!) : grep !== undefined && grep !== grep.toLowerCase();
  return {
    units: values.get('unit') ?? [],
    identifiers: values.get('identifier') ?? [],
    fields,
    ...((lines !== undefined || flags.has('follow')) && { lines: lines ?? 10 }),
    format,
    reverse: flags.has('reverse'),
    quiet: flags.has('quiet'),
    follow: flags.has('follow'),
    thisBoot,
    ...(grep !== undefined && { pattern: new RegExp(grep, isSensitive ? '' : 'i') }),
    priorities: priorityRange(last('priority') ?? '7'),
    since: timeOf(last('since')) ?? -Infinity,
    until: timeOf(last('until')) ?? Infinity,
  };
}

/** `-xeu NAME`, `-n50`, `--unit=NAME`: one option or value each. */
function splitArgument(argument: string): string[] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(argument);
  if (long) return [long[1]!, long[2]!];
  const short = /^-([a-zA-Z]+)(.*)$/s.exec(argument);
  if (!short || argument.startsWith('--')) return [argument];
  const letters = [...short[1]!];
  const taking = letters.findIndex((letter) => WITH_VALUE[`-${letter}`] !== undefined || letter === 'n');
  if (taking < 0) return short[2] === '' ? letters.map((letter) => `-${letter}`) : [argument];
  const value = argument.slice(taking + 2);
  return [...letters.slice(0, taking + 1).map((letter) => `-${letter}`), ...(value === '' ? [] : [value])];
}

function priorityRange(text: string): [number, number] {
  const [from, to = from] = text.split('..').map((word) => (/^[0-7]$/.test(word) ? Number(word) : PRIORITIES.indexOf(word)));
  if (from! < 0 || to! < 0) throw new Error(`Unknown log level ${text}`);
  return text.includes('..') ? [Math.min(from!, to!), Math.max(from!, to!)] : [0, from!];
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = parseJournalTime(text);
  if (time === undefined) throw new Error(`Failed to parse timestamp: ${text}`);
  return time;
}
