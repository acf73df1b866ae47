import { signalOf } from '../../unit/signal-name';

export interface SystemctlOptions {
  readonly verb: string;
  readonly units: readonly string[];
  readonly quiet: boolean;
  readonly now: boolean;
  readonly noBlock: boolean;
  readonly noReload: boolean;
  readonly runtime: boolean;
  readonly force: boolean;
  readonly all: boolean;
  readonly noLegend: boolean;
  readonly value: boolean;
  readonly lines: number;
  readonly signal: NodeJS.Signals;
  readonly whom: 'main' | 'control' | 'all';
  readonly properties: readonly string[];
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/** Options that only affect the appearance of the output, or have no effect here. */
const WITHOUT_EFFECT = [
  '--no-pager', '--full', '-l', '--system', '--no-ask-password', '--plain', '--no-wall', '--wait',
  '--show-transaction', '--no-warn', '-r', '--recursive',
];
const FLAGS: Readonly<Record<string, string>> = {
  '-q': 'quiet',
  '--quiet': 'quiet',
  '--now': 'now',
  '--no-block': 'no-block',
  '-a': 'all',
  '--all': 'all',
  '--no-legend': 'no-legend',
  '--value': 'value',
  '--failed': 'failed',
  '--no-reload': 'no-reload',
  '--runtime': 'runtime',
  '-f': 'force',
  '--force': 'force',
};
const WITH_VALUE: Readonly<Record<string, string>> = {
  '-p': 'property',
  '--property': 'property',
  '-P': 'value-of',
  '-t': 'type',
  '--type': 'type',
  '--state': 'state',
  '-n': 'lines',
  '--lines': 'lines',
  '-s': 'signal',
  '--signal': 'signal',
  '-o': 'output',
  '--output': 'output',
  '--job-mode': 'job-mode',
  '--kill-who': 'whom',
  '--kill-whom': 'whom',
  '--timestamp': 'timestamp',
};

/** Throws an error with a message for the user. */
export function parseSystemctl(args: readonly string[]): SystemctlOptions {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const rest = args.flatMap(splitOption);
  for (let at = 0; at < rest.length; at++) {
    const name = rest[at]!;
    const key = WITH_VALUE[name];
    if (!name.startsWith('-') || name === '-') {
      words.push(name);
    } else if (name === '--') {
      words.push(...rest.slice(at + 1));
      break;
    } else if (key !== undefined) {
      const value = rest[++at];
      if (value === undefined) throw new Error(`systemctl: option requires an argument -- '${name.replace(/^-+/, '')}'`);
      values.set(key, [...(values.get(key) ?? []), value]);
    } else if (FLAGS[name] !== undefined) {
      flags.add(FLAGS[name]);
    } else if (name === '--version') {
      words.unshift('--version');
    } else if (name === '--user' || name === '--global') {
      throw new Error(`systemctl: ${name} is not supported in a local instance`);
    } else if (!WITHOUT_EFFECT.includes(name)) {
      throw new Error(`systemctl: unrecognized option '${name}'`);
    }
  }
  const all = (...keys: string[]) => keys.flatMap((key) => values.get(key) ?? []).flatMap((value) => value.split(','));
  return {
    verb: words[0] ?? 'list-units',
    units: words.slice(1),
    quiet: flags.has('quiet'),
    now: flags.has('now'),
    noBlock: flags.has('no-block'),
    noReload: flags.has('no-reload'),
    runtime: flags.has('runtime'),
    force: flags.has('force'),
    all: flags.has('all'),
    noLegend: flags.has('no-legend') || /^(no|false|0)$/.test(values.get('legend')?.at(-1) ?? ''),
    value: flags.has('value') || values.has('value-of'),
    lines: lineCount(all('lines').at(-1)),
    signal: signal(all('signal').at(-1)),
    whom: (all('whom').at(-1) ?? 'all') as SystemctlOptions['whom'],
    properties: all('property', 'value-of'),
    states: [...all('state'), ...(flags.has('failed') ? ['failed'] : [])],
    types: all('type'),
  };
}

/** `--lines=5`, `-n5` and `--lines 5` are equivalent, as are `-qn5` and `-q -n 5`. */
function splitOption(argument: string): string[] {
  const long = /^(--[^=]+)=(.*)$/s.exec(argument);
  if (long && FLAGS[long[1]!] === undefined && long[1] !== '--legend') return [long[1]!, long[2]!];
  if (long) return /^(no|false|0|off)$/.test(long[2]!) ? (long[1] === '--legend' ? ['--no-legend'] : []) : long[1] === '--legend' ? [] : [long[1]!];
  if (!/^-[a-zA-Z]{2,}|^-[a-zA-Z].+/s.test(argument)) return [argument];
  const letters = argument.slice(1);
  const taking = [...letters].findIndex((letter) => WITH_VALUE[`-${letter}`] !== undefined);
  if (taking < 0) return [...letters].map((letter) => `-${letter}`);
  const value = letters.slice(taking + 1);
  return [...[...letters.slice(0, taking + 1)].map((letter) => `-${letter}`), ...(value === '' ? [] : [value])];
}

function lineCount(text: string | undefined): number {
  if (text === undefined) return 10;
  if (text === 'all') return Infinity;
  if (!/^\d+$/.test(text)) throw new Error(`Failed to parse lines '${text}'`);
  return Number(text);
}

function signal(text: string | undefined): NodeJS.Signals {
  const found = signalOf(text ?? 'SIGTERM');
  if (!found) throw new Error(`Failed to parse signal string "${text}".`);
  return found;
}
