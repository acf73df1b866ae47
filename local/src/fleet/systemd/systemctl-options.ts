export interface SystemctlOptions {
  readonly verb: string;
  readonly units: readonly string[];
  readonly quiet: boolean;
  readonly now: boolean;
  readonly noBlock: boolean;
  readonly all: boolean;
  readonly noLegend: boolean;
  readonly value: boolean;
  readonly lines: number;
  readonly signal: NodeJS.Signals;
  readonly properties: readonly string[];
  readonly states: readonly string[];
  readonly types: readonly string[];
}

/** Options that change only how an answer looks, or nothing here. */
const WITHOUT_EFFECT = new Set(['--no-pager', '--full', '-l', '--system', '--no-ask-password', '--force', '-f', '--no-reload', '--plain', '--no-wall', '--runtime', '--wait']);
const WITH_VALUE = new Set(['-p', '--property', '-P', '-t', '--type', '--state', '-n', '--lines', '-s', '--signal', '-o', '--output', '--job-mode', '--kill-who', '--kill-whom']);

/** Throws an error with the text for the user. */
export function parseSystemctl(args: readonly string[]): SystemctlOptions {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const [name, attached] = splitOption(args[at]!);
    if (!name.startsWith('-') || name === '-') {
      words.push(args[at]!);
    } else if (WITH_VALUE.has(name)) {
      const value = attached ?? args[++at];
      if (value === undefined) throw new Error(`systemctl: option requires an argument -- '${name.replace(/^-+/, '')}'`);
      values.set(name, [...(values.get(name) ?? []), value]);
    } else if (['-q', '--quiet', '--now', '--no-block', '-a', '--all', '--no-legend', '--value'].includes(name)) {
      flags.add(name);
    } else if (name === '--version') {
      words.unshift('--version');
    } else if (name === '--user' || name === '--global') {
      throw new Error(`systemctl: ${name} is not imitated in a local instance`);
    } else if (!WITHOUT_EFFECT.has(name)) {
      throw new Error(`systemctl: unrecognized option '${name}' (or not imitated in a local instance)`);
    }
  }
  const all = (...names: string[]) => names.flatMap((name) => values.get(name) ?? []).flatMap((value) => value.split(','));
  const signal = all('-s', '--signal').at(-1) ?? 'SIGTERM';
  return {
    verb: words[0] ?? 'list-units',
    units: words.slice(1),
    quiet: flags.has('-q') || flags.has('--quiet'),
    now: flags.has('--now'),
    noBlock: flags.has('--no-block'),
    all: flags.has('-a') || flags.has('--all'),
    noLegend: flags.has('--no-legend'),
    value: flags.has('--value') || values.has('-P'),
    lines: Number(all('-n', '--lines').at(-1) ?? 10),
    signal: (signal.startsWith('SIG') ? signal : `SIG${signal}`) as NodeJS.Signals,
    properties: all('-p', '--property', '-P'),
    states: all('--state'),
    types: all('-t', '--type'),
  };
}

/** `--lines=5`, `-n5` and `--lines 5` are the same. */
function splitOption(argument: string): [string, string | undefined] {
  const long = /^(--[^=]+)=(.*)$/s.exec(argument);
  if (long) return [long[1]!, long[2]];
  const short = /^(-[pPtnso])(.+)$/s.exec(argument);
  return short ? [short[1]!, short[2]] : [argument, undefined];
}
