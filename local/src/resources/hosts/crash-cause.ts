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
const FRAME = /^\s+(?:at|from|in) |^\s*(?:Node\.js v|npm (?:error|ERR!)|exit status )/;
const EXITED = /: Main process exited, (.*)$/;
/** A process that ends later than this has started. */
const START_MS = 30_000;

/**
 * The line of a program's last words that says why it ended: of several errors the last one, because the ones before it led to it.
 * `undefined` if nothing tells it from other output.
 */
export function causeIn(lines: readonly string[]): string | undefined {
  const written = lines.filter((line) => line.trim() !== '' && !FRAME.test(line));
  const index = [NAMED, GENERAL].map((pattern) => written.findLastIndex((line) => pattern.test(line))).find((found) => found >= 0);
  if (index === undefined) return written.length === 1 ? written[0].trim() : undefined;
  // Rust writes the message below the place.
  const [line, next] = written.slice(index).map((each) => each.trim());
  return / panicked at .*:$/.test(line) && next !== undefined ? `${line} ${next}` : line;
}

/** Why a service does not stay up: one line, if its main process has ended by itself. @param entries since its first start */
export function crashCause(name: string, entries: readonly JournalEntry[]): string[] {
  const exits = entries.flatMap((entry, index) => isOfSystemd(entry) && EXITED.test(entry.text) ? [index] : []);
  const exit = exits.at(-1);
  if (exit === undefined) return [];
  const isStart = (entry: JournalEntry): boolean => isOfSystemd(entry) && /^Start(?:ing|ed) /.test(entry.text);
  // It came up when it was started once more.
  if (exits.length === 1 && entries.slice(exit).some(isStart)) return [];
  const began = exits.at(-2) ?? 0;
  const started = entries.slice(began, exit).find(isStart) ?? entries[began];
  const words = entries.slice(began, exit).filter((entry) => !isOfSystemd(entry)).map(({ text }) => text);
  const when = exitsWhen(entries[exit].time.getTime() - started.time.getTime());
  return [`${name} ${when}: ${causeIn(words) ?? EXITED.exec(entries[exit].text)![1]}`];
}

/** @param afterMs how long it ran */
export function exitsWhen(afterMs = 0): string {
  return afterMs < START_MS ? 'exits at start' : 'exits';
}

function isOfSystemd({ program }: JournalEntry): boolean {
  return program === 'systemd';
}
