import { CommandAnswer } from './command-answer';
import type { UnitManager } from './unit-manager';
import { parseUnitName } from './unit-name';

const WITHOUT_EFFECT = new Set(['--no-pager', '-x', '-e', '-q', '--quiet', '-b', '-a', '--all', '--no-hostname', '-l', '--full']);
const MOST_LINES = 2000;

/** One call of journalctl inside an instance: the log of units, from the files that the supervisor keeps. */
export function journalctl(args: readonly string[], manager: UnitManager): CommandAnswer {
  const answer = new CommandAnswer();
  const units: string[] = [];
  let count = MOST_LINES;
  let format = 'short';
  let isReversed = false;
  const rest = args.flatMap(splitArgument);
  for (let at = 0; at < rest.length; at++) {
    const argument = rest[at]!;
    if (argument === '-u' || argument === '--unit') units.push(rest[++at] ?? '');
    else if (argument === '-n' || argument === '--lines') count = /^\d+$/.test(rest[at + 1] ?? '') ? Number(rest[++at]) : 10;
    else if (argument === '-o' || argument === '--output') format = rest[++at] ?? '';
    else if (argument === '-r' || argument === '--reverse') isReversed = true;
    else if (!WITHOUT_EFFECT.has(argument)) return answer.error(`journalctl: '${argument}' is not imitated in a local instance`).exit(1);
  }
  if (!['short', 'short-iso', 'cat'].includes(format)) return answer.error(`journalctl: output format '${format}' is not imitated in a local instance`).exit(1);

  const services = units.length > 0
    ? units.map(parseUnitName).map((name) => name && manager.service(name))
    : manager.loaded();
  const lines = services.flatMap((service) => service?.log.tail(count) ?? []).sort(byTime).slice(-count);
  if (lines.length === 0) return answer.out('-- No entries --');
  const shown = lines.map((line) => (format === 'cat' ? line.replace(/^\S+ \S+\]: /, '') : line));
  return answer.out(...(isReversed ? shown.reverse() : shown));
}

/** `-xeu NAME`, `-n50`, `--unit=NAME`: one option or value each. */
function splitArgument(argument: string): string[] {
  const long = /^(--[a-z-]+)=(.*)$/s.exec(argument);
  if (long) return [long[1]!, long[2]!];
  const short = /^-([xebqalr]*)([uno])(.*)$/s.exec(argument);
  if (short && !argument.startsWith('--')) return [...[...short[1]!].map((letter) => `-${letter}`), `-${short[2]}`, ...(short[3] ? [short[3]] : [])];
  if (/^-[xebqalr]+$/.test(argument)) return [...argument.slice(1)].map((letter) => `-${letter}`);
  return [argument];
}

function byTime(a: string, b: string): number {
  return a.slice(0, 24) < b.slice(0, 24) ? -1 : a.slice(0, 24) > b.slice(0, 24) ? 1 : 0;
}
