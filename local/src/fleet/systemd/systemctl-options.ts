import { commandOptions, lineCount } from './command-options';
import { signalOf } from '../../unit/signal-name';

export type SystemctlOptions = Readonly<ReturnType<typeof parseSystemctl>>;

/** Those in the last two lines only affect the appearance of the output, or have no effect here. */
const FLAGS = [
  'q quiet', 'now', 'no-block', 'no-reload', 'runtime', 'a all', 'no-legend', 'value', 'failed', 'version', 'user', 'global',
  'f force', 'no-pager', 'l full', 'system', 'no-ask-password', 'plain', 'no-wall', 'wait', 'show-transaction', 'no-warn', 'r recursive',
];
const VALUED = [
  'p property', 'P P', 't type', 'state', 'n lines', 's signal', 'kill-who', 'kill-whom', 'legend', 'o output', 'job-mode', 'timestamp',
];

/** Throws an error with a message for the user. */
export function parseSystemctl(args: readonly string[]) {
  const { words, has, all, last } = commandOptions('systemctl', args, FLAGS, VALUED);
  const unsupported = ['user', 'global'].find(has);
  if (unsupported !== undefined) throw new Error(`systemctl: --${unsupported} is not supported in a local instance`);
  const list = (...names: string[]) => names.flatMap(all).flatMap((value) => value.split(','));
  return {
    verb: has('version') ? '--version' : words[0] ?? 'list-units',
    units: words.slice(1),
    quiet: has('quiet'),
    now: has('now'),
    noBlock: has('no-block'),
    noReload: has('no-reload'),
    runtime: has('runtime'),
    all: has('all'),
    noLegend: has('no-legend') || /^(no|false|0)$/.test(last('legend') ?? ''),
    plain: has('plain'),
    value: has('value') || has('P'),
    lines: lineCount(last('lines') ?? '10'),
    signal: signal(last('signal') ?? 'SIGTERM'),
    whom: (last('kill-whom') ?? last('kill-who') ?? 'all') as 'main' | 'control' | 'all',
    properties: list('property', 'P'),
    states: [...list('state'), ...(has('failed') ? ['failed'] : [])],
    types: list('type'),
  };
}

function signal(text: string): NodeJS.Signals {
  const found = signalOf(text);
  if (!found) throw new Error(`Failed to parse signal string "${text}".`);
  return found;
}
