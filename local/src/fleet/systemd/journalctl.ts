import { CommandAnswer } from './command-answer';
import { parseJournalctl, type JournalctlOptions } from './journalctl-options';
import type { JournalEntry, UnitLog } from './unit-log';
import type { UnitManager } from './unit-manager';
import { matcherOf } from './unit-pattern';
import { matchEach, MatchTooSlow } from '../../system/bounded-match';
import { isPattern, unitNameOf } from '../../unit/unit-name';

/** How often `--follow` checks for new lines. */
const FOLLOW_MILLISECONDS = 100;

/** Runs journalctl inside an instance, on the logs that the supervisor keeps. */
export async function journalctl(
  args: readonly string[], manager: UnitManager, booted: number, send?: (text: string) => boolean,
): Promise<CommandAnswer> {
  const answer = new CommandAnswer(send);
  let options: JournalctlOptions;
  try {
    options = parseJournalctl(args);
  } catch (error) {
    return answer.error((error as Error).message).exit(1);
  }
  try {
    return await show(options, answer, manager, booted);
  } catch (error) {
    if (error instanceof MatchTooSlow) return answer.error(error.message).exit(1);
    throw error;
  }
}

async function show(options: JournalctlOptions, answer: CommandAnswer, manager: UnitManager, booted: number): Promise<CommandAnswer> {
  const found = entriesOf(options, manager, booted);
  const newest = options.lines === 0 ? [] : found.slice(-options.lines);
  answer.out(...(options.reverse ? newest.reverse() : newest).map((entry) => textOf(entry, options.format)));
  if (options.follow) return follow(answer, options, manager, booted, found.length);
  if (found.length > 0) return answer;
  if (options.pattern) return answer.exit(1);
  return options.quiet || options.format === 'cat' || options.format === 'json' ? answer : answer.out('-- No entries --');
}

/** Continues until nobody reads the output any more. */
async function follow(
  answer: CommandAnswer, options: JournalctlOptions, manager: UnitManager, booted: number, count: number,
): Promise<CommandAnswer> {
  let known = count;
  let written = bytesLogged(manager);
  while (answer.flush()) {
    await new Promise((resolve) => setTimeout(resolve, FOLLOW_MILLISECONDS).unref());
    if (bytesLogged(manager) === written) continue;
    written = bytesLogged(manager);
    const all = entriesOf(options, manager, booted);
    answer.out(...all.slice(known).map((entry) => textOf(entry, options.format)));
    known = all.length;
  }
  return answer;
}

function entriesOf(options: JournalctlOptions, manager: UnitManager, booted: number): JournalEntry[] {
  const { since, until, pattern, priorities: [from, to], identifiers } = options;
  const entries = logsOf(options.units, manager).flatMap((log) => log.entries().filter((entry) => matchesFields(entry, options.fields, log)))
    .filter(({ time }) => time >= Math.max(since, options.thisBoot ? booted : -Infinity) && time <= until)
    .filter(({ priority, identifier }) => priority >= from && priority <= to && (identifiers.length === 0 || identifiers.includes(identifier)));
  const matches = pattern && matchEach(pattern, entries.map(({ text }) => text));
  return entries.filter((_, at) => matches?.[at] ?? true)
    .sort((a, b) => a.time - b.time);
}

function bytesLogged({ registry }: UnitManager): number {
  return [...registry.logs.values()].reduce((sum, log) => sum + log.bytesWritten, 0);
}

function logsOf(units: readonly string[], { registry }: UnitManager): UnitLog[] {
  const wanted = units.map((unit) => {
    const name = unitNameOf(unit);
    return isPattern(unit) ? matcherOf(unit) : (id: string) => id === ((name && registry.known(name)?.id) ?? name?.id ?? unit);
  });
  return [...registry.logs].filter(([id]) => units.length === 0 || wanted.some((matches) => matches(id))).map(([, log]) => log);
}

/** Several values of one field are alternatives. */
function matchesFields(entry: JournalEntry, fields: JournalctlOptions['fields'], log: UnitLog): boolean {
  return [...new Set(fields.map(({ name }) => name))].every((name) => fields.some((field) => field.name === name && matchesField(entry, field, log)));
}

function matchesField(entry: JournalEntry, { name, value }: { readonly name: string; readonly value: string }, log: UnitLog): boolean {
  if (name === '_SYSTEMD_INVOCATION_ID' || name === 'INVOCATION_ID') {
    const time = log.timeOf(value);
    const isOwn = (entry.transport === 'stdout') === (name === '_SYSTEMD_INVOCATION_ID');
    return isOwn && time !== undefined && entry.time >= time.since && entry.time < time.until;
  }
  return fieldsOf(entry)[name] === value;
}

/** The fields that name units, by who wrote the line. */
const UNITS_OF: Readonly<Record<JournalEntry['transport'], (unit: string) => Record<string, string>>> = {
  stdout: (unit) => ({ _SYSTEMD_UNIT: unit }),
  journal: (unit) => ({ UNIT: unit, _SYSTEMD_UNIT: 'init.scope' }),
  driver: (unit) => ({ OBJECT_SYSTEMD_UNIT: unit, _SYSTEMD_UNIT: 'systemd-journald.service' }),
};

function fieldsOf({ unit, identifier, pid, priority, text, transport }: JournalEntry): Record<string, string> {
  return {
    MESSAGE: text,
    PRIORITY: String(priority),
    SYSLOG_IDENTIFIER: identifier,
    _PID: String(pid),
    _TRANSPORT: transport,
    _COMM: identifier,
    ...UNITS_OF[transport](unit),
  };
}

function textOf(entry: JournalEntry, format: string): string {
  if (format === 'cat') return entry.text;
  if (format === 'json') return JSON.stringify({ __REALTIME_TIMESTAMP: String(entry.time * 1000), ...fieldsOf(entry) });
  return `${timeText(new Date(entry.time), format)} localhost ${entry.identifier}[${entry.pid}]: ${entry.text}`;
}

/** Local time, formatted as in the journal; `short-full` is also what systemctl shows. */
export function timeText(time: Date, format = 'short'): string {
  const [weekday, month, day, year] = time.toDateString().split(' ');
  const [, clock, offset] = /^(\S+) GMT(\S+)/.exec(time.toTimeString())!;
  const date = `${year}-${String(time.getMonth() + 1).padStart(2, '0')}-${day}`;
  if (format === 'short-iso') return `${date}T${clock}${offset}`;
  if (format === 'short-full') return `${weekday} ${date} ${clock} ${time.toLocaleTimeString('en-US', { timeZoneName: 'short' }).split(' ').at(-1)}`;
  const fraction = format === 'short-precise' ? `.${String(time.getMilliseconds()).padStart(3, '0')}000` : '';
  return `${month} ${day} ${clock}${fraction}`;
}
