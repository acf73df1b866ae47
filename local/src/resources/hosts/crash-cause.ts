import { stripVTControlCharacters } from 'node:util';

/** A line of a host's journal. */
export interface JournalEntry {
  readonly time: Date;
  /** Who wrote it. */
  readonly program: string;
  readonly text: string;
}

/** A line that names an error by its type, as the runtimes of most languages end a program. */
const NAMED = /^\s*(?:[\w.$\\:]*[A-Z][\w$]*(?:Error|Exception)\b|Error\b|panic: |fatal\b|Caused by: |.*\bpanicked at )/;
/** What loggers write, and package managers about the program that they ran. */
const GENERAL = /^\s*(?:error|exception|fatal)\b(?! Command failed)/i;
/** An error after what else a program or its logger writes before it; a level of pino is a number. */
const WITHIN = [
  /\b(?:\w{0,50}(?:Error|Exception)|error|fatal)\b\]?: {0,3}(?!(?:\d+|true|false|null|undefined)\b)[^\s{]/,
  /(?:^|[\s[|>-])(?:ERROR|FATAL|CRITICAL|SEVERE)(?=[\s\]|:-])/,
  /\[(?:error|fatal|critical)\]/i,
  /\blevel"?[=:] ?"?(?:error|fatal|critical|50|60)\b/i,
];
const FRAME = /^\s+(?:at|from|in) |^\s*(?:Node\.js v|npm (?:error|ERR!)|exit status )/;
const EXITED = /: Main process exited, (.*)$/;
const DEACTIVATED = /: Deactivated successfully\.$/;
/** systemd's words about a service that changes its state. */
const CHANGED = /^(?:Start(?:ing|ed)|Finished|Stopp(?:ing|ed)) /;
export const STOPPED = /^Stopped /;
/** What to do about errors whose own words do not say it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  // Not a file of the application, nor an alias of its compiler.
  [/Cannot find (?:module|package) '(?!(?:src|app|lib)\/)(?:@[\w.-]+\/)?[a-zA-Z0-9][^']*'/,
    'if it is a package, name it in dependencies of package.json, because builds remove devDependencies'],
  // Not a port that it may not use.
  [/\b(?:EACCES|EROFS|permission denied|read-only file system)\b.*['"]\/|\b(?:open|mkdir|create) \/\S+ (?:permission denied|read-only)/i,
    'it may write only below STATE_DIRECTORY, on Fargate and Lambda only to /tmp'],
];
const LONGEST_LINE = 2_000;
/** A process that ends later than this has started. */
const START_MS = 30_000;

/** The line that names an error: of several the last one, because the ones before it led to it. */
export function errorIn(lines: readonly string[]): string | undefined {
  const written = wordsOf(lines);
  const index = [[NAMED], [GENERAL], WITHIN].map((patterns) => written.findLastIndex((line) => patterns.some((each) => each.test(line))))
    .find((found) => found >= 0);
  if (index === undefined) return undefined;
  // Rust writes the message below the place.
  const [line, next] = written.slice(index).map((each) => each.trim());
  return / panicked at .*:$/.test(line) && next !== undefined ? `${line} ${next}` : line;
}

/** Why a program ended: its last error, or all that it wrote. `undefined` if nothing tells it from other output. */
export function causeIn(lines: readonly string[]): string | undefined {
  const error = errorIn(lines);
  const [only, ...others] = wordsOf(lines);
  const cause = error ?? (others.length === 0 ? only?.trim() : undefined);
  const advice = cause === undefined ? undefined : ADVICE.find(([pattern]) => pattern.test(cause))?.[1];
  return advice === undefined ? cause : `${cause}: ${advice}`;
}

/** Why a service does not stay up: one line, if its main process has ended by itself. @param entries since its first start */
export function crashCause(name: string, entries: readonly JournalEntry[]): string[] {
  const exits = [...entries.keys()].filter((index) => endsByItself(entries, index));
  const exit = exits.at(-1);
  if (exit === undefined) return [];
  const isStart = (entry: JournalEntry): boolean => isOfSystemd(entry) && /^Start(?:ing|ed) /.test(entry.text);
  // It came up when it was started once more.
  if (exits.length === 1 && entries.slice(exit).some(isStart)) return [];
  const began = exits.at(-2) ?? 0;
  const started = entries.slice(began, exit).find(isStart) ?? entries[began];
  const words = entries.slice(began, exit).filter((entry) => !isOfSystemd(entry)).map(({ text }) => text);
  const when = exitsWhen(entries[exit].time.getTime() - started.time.getTime());
  const why = causeIn(words) ?? EXITED.exec(entries[exit].text)?.[1];
  return [`${name} ${when}: ${why ?? 'it exits with status 0, without an error'}`];
}

/** Whether it was its start or a request that ended it does not show. @param afterMs how long it ran */
export function exitsWhen(afterMs = 0): string {
  return afterMs < START_MS ? 'does not stay up' : 'exits';
}

/** Whether nothing of the service is to run: it was stopped, or its work is done. @param entries of its journal */
export function isOver(entries: readonly JournalEntry[]): boolean {
  const last = entries.at(-1);
  if (last === undefined || !isOfSystemd(last)) return false;
  return STOPPED.test(last.text) || DEACTIVATED.test(last.text) && !endsByItself(entries, entries.length - 1);
}

/** systemd has no other word for a main process that exits with status 0. */
function endsByItself(entries: readonly JournalEntry[], index: number): boolean {
  const entry = entries[index];
  if (!isOfSystemd(entry)) return false;
  if (!DEACTIVATED.test(entry.text)) return EXITED.test(entry.text);
  const before = entries.slice(0, index).findLast((each) => isOfSystemd(each) && CHANGED.test(each.text));
  return before?.text.startsWith('Started ') === true;
}

/** What is neither empty nor a part of a stack trace, without colours. */
function wordsOf(lines: readonly string[]): string[] {
  return lines.map((line) => stripVTControlCharacters(line.slice(0, LONGEST_LINE))).filter((line) => line.trim() !== '' && !FRAME.test(line));
}

function isOfSystemd({ program }: JournalEntry): boolean {
  return program === 'systemd';
}
