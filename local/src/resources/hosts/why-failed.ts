import { causeIn, crashCause, errorIn, exitsWhen, isOver, type JournalEntry, STOPPED } from './crash-cause';
import { listeningHint } from './listening-hint';
import type { Instance } from '../../model/instance';
import { readText } from '../../system/stored-file';
import { hostLogFiles } from '../shape/log-files';

const MOST_LINES = 30;
const MOST_CAUSES = 5;
/** The line of a crash report that says why. Servers that restart their workers write more lines after it than are shown. */
const CAUSE = /^\s*(?:[\w.$]*(?:Error|Exception)\b|panic: |fatal\b|Caused by: )/i;
/** Stack frames of the runtime say nothing about the application. */
const INNER_FRAME = /^(\[std(out|err)\])?\s+at .*\(?node:internal\//;
/** The count of a line that occurred several times. */
const COUNT = / \(\d+ times\)$/;
/** The last word of `provisioning/hooks/service.sh`. */
const UNHEALTHY = /^\[stderr\](not healthy after \d+ s: .*)$/;
const NOT_LISTENING = / listens on PORT=\d+$/;
const HEADING = /^(?:journal|log) of \S+:$/;
const ENTRY = /^(\S+) (\S+)\[\d+\]: (?:<[0-7]>)?(.*)$/;

/** The parts of repeated lines that differ each time: restart counter, time, process id, port of a client, duration. */
const CHANGING = new RegExp([
  /(?<=restart counter is at )\d+/,
  /(?:\d{4}[-/]\d\d[-/]\d\d[T ]|\b)\d\d:\d\d:\d\d(?:[.,]\d+)?/,
  /(?<=\[)\d+(?=\])/,
  /(?<=\d\.\d{1,3}:)\d+/,
  /\b\d+(?:\.\d+)?(?= ?(?:ms|µs)\b)/,
].map(({ source }) => source).join('|'), 'g');

interface Entry extends JournalEntry {
  /** The log that it is in. */
  readonly source: string;
}

/** What an instance's application itself reported when a deployment to it failed: its journal, and where it listens. */
export async function applicationOutput(instance: Instance, fleetDirectory: string, since: Date): Promise<readonly string[]> {
  // Read first, because the instance may end while its journal is read.
  const listeners = await instance.listeners();
  const entries = await entriesSince(instance.id, fleetDirectory, since, (source) => source.endsWith('.service'));
  const units = [...new Set(entries.map(({ source }) => source))]
    .map((unit) => ({ unit, entries: entries.filter(({ source }) => source === unit) }))
    // For example the placeholder's.
    .filter((each) => !isOver(each.entries));
  const name = units.length === 1 ? units[0].unit.replace(/\.service$/, '') : 'the application';
  const written = units.map((each) => {
    // Entries up to the last clean stop are those of the previous revision.
    const started = each.entries.findLastIndex(({ program, text }) => program === 'systemd' && STOPPED.test(text)) + 1;
    return { unit: each.unit, entries: each.entries.slice(started) };
  });
  return [
    ...listeningHint(name, listeners, instance),
    ...written.flatMap((each) => crashCause(each.unit.replace(/\.service$/, ''), each.entries)),
    ...written.flatMap((each) => [`journal of ${each.unit}:`, ...lastOf(each.entries)]),
  ];
}

/** The same of a task, whose container is all that runs in it. @param exitedAfterMs if its program ended by itself */
export async function containerOutput(
  task: Instance, container: string, directory: string, since: Date, exitedAfterMs?: number,
): Promise<readonly string[]> {
  const listeners = await task.listeners();
  const entries = await writtenEntries(task.id, container, directory, since);
  const cause = exitedAfterMs === undefined ? undefined : causeIn(entries.map(({ text }) => text));
  const written = lastOf(entries);
  return [
    ...listeningHint(container, listeners, task),
    ...cause === undefined ? [] : [`${container} ${exitsWhen(exitedAfterMs)}: ${cause}`],
    ...written.length > 0 ? [`log of ${container}:`, ...written] : [],
  ];
}

/** What went wrong in one line: the first of what was found on a host, unless that is only a log; otherwise what the library's hook says. */
export function causeOf(findings: readonly string[], scriptOutput: readonly string[] = []): string | undefined {
  const [first, ...others] = findings;
  if (first !== undefined && !HEADING.test(first)) return first;
  const at = scriptOutput.findIndex((line) => UNHEALTHY.test(line));
  if (at < 0) return undefined;
  const why = UNHEALTHY.exec(scriptOutput[at])![1];
  // The hook prints what was answered with the error. A page says nothing in one line.
  const answer = why.includes('curl: (22)') ? scriptOutput[at + 1]?.replace(/^\[stderr\](?:<.*)?/, '') : undefined;
  // Some applications go on without what failed, for example their database, and never listen.
  const error = NOT_LISTENING.test(why) ? errorIn(others) : undefined;
  return [why.replace('curl: (22) ', ''), ...answer ? [answer] : [], ...error === undefined ? [] : [`it wrote: ${error}`]].join(': ');
}

/** All that a task's container has written. */
export async function writtenBy(taskId: string, container: string, directory: string, since: Date): Promise<readonly string[]> {
  return (await writtenEntries(taskId, container, directory, since)).map(({ text }) => text);
}

function writtenEntries(taskId: string, container: string, directory: string, since: Date): Promise<readonly Entry[]> {
  return entriesSince(taskId, directory, since, (source) => source === container);
}

function lastOf(entries: readonly Entry[]): string[] {
  return lastLines(withoutInnerFrames(folded(entries.map(({ text }) => text))));
}

/** The last lines, after those before them that name a cause. */
export function lastLines(lines: readonly string[]): string[] {
  const causes = lines.slice(0, -MOST_LINES).filter((line) => CAUSE.test(line)).slice(-MOST_CAUSES);
  return [...causes, ...lines.slice(-MOST_LINES)];
}

/**
 * What a script printed, with what was found on its host: first what the application does wrong, which would be missed below long output; last
 * what else the application wrote.
 */
export function explained(scriptOutput: readonly string[], findings: readonly string[]): string[] {
  const journal = findings.findIndex((line) => HEADING.test(line));
  const hints = journal < 0 ? findings : findings.slice(0, journal);
  return [...hints, ...scriptOutput, ...withoutPrinted(scriptOutput, findings.slice(hints.length))];
}

/** The lines of the application that no script has printed already, as `validate.sh` does with the journal. */
export function withoutPrinted(scriptOutput: readonly string[], output: readonly string[]): string[] {
  // A script prints the last lines of the journal only, so that it counts fewer of those that are repeated.
  const said = (line: string): string => line.replace(/^\[std(out|err)\]/, '').replace(COUNT, '').replace(CHANGING, '');
  const printed = new Set(scriptOutput.map(said));
  const others = output.filter((line) => !printed.has(said(line)));
  const isHeading = (line: string | undefined): boolean => line !== undefined && HEADING.test(line);
  return others.filter((line, index) => !isHeading(line) || (index + 1 < others.length && !isHeading(others[index + 1])));
}

export function withoutInnerFrames(lines: readonly string[]): string[] {
  return lines.filter((line) => !INNER_FRAME.test(line));
}

/** Keeps the first occurrence of each line, with a count. Lines that differ only in what changes each time are the same. */
export function folded(lines: readonly string[]): string[] {
  const counts = new Map<string, { line: string; count: number }>();
  for (const line of lines) {
    const key = line.replace(CHANGING, '');
    const known = counts.get(key);
    counts.set(key, { line: known?.line ?? line, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].map(({ line, count }) => count > 1 ? `${line} (${count} times)` : line);
}

async function entriesSince(
  hostId: string, fleetDirectory: string, since: Date, isWanted: (source: string) => boolean,
): Promise<readonly Entry[]> {
  const logs = (await hostLogFiles(fleetDirectory)).filter(({ instance, source }) => instance === hostId && isWanted(source));
  const found = await Promise.all(logs.map(async ({ source, path }) => {
    // The file may just be being rotated.
    const text = await readText(path).catch(() => undefined) ?? '';
    return text.split('\n').flatMap((line): Entry[] => {
      const [, time, program, message] = ENTRY.exec(line) ?? [];
      return time !== undefined && new Date(time) >= since ? [{ source, program, text: message, time: new Date(time) }] : [];
    });
  }));
  return found.flat();
}
