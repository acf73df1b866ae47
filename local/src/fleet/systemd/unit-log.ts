import { basename } from 'node:path';
import { JournalRateLimit } from './journal-rate-limit';
import { ToldLines } from './told-lines';
import { MaskedOutput } from '../../messages/masked-output';
import { SecretMask } from '../../messages/secret-mask';
import { RotatingLog } from '../../system/rotating-log';
import { readTextSync } from '../../system/stored-file';
import type { LogRateLimit } from '../../unit/service-settings';

/** journald's limit for lines (`LineMax=`). */
const LONGEST_LINE = 48 * 1024;

/** A line of the journal. */
export interface JournalEntry {
  /** In milliseconds. */
  readonly time: number;
  readonly identifier: string;
  readonly pid: number;
  /** Syslog priority: 3 is an error, 6 is informational. */
  readonly priority: number;
  readonly text: string;
  /** Who wrote the line: systemd, a program, or journald itself. */
  readonly transport: 'journal' | 'stdout' | 'driver';
  readonly unit: string;
}

const INFORMATION = 6;

const TRANSPORTS: Readonly<Record<string, JournalEntry['transport'] | undefined>> = { 'systemd': 'journal', 'systemd-journald': 'driver' };

export interface UnitLogOptions {
  /** Called with lines as they are written, for display. */
  readonly onLine: (text: string, identifier: string) => void;
  /** Called when journald's rate limit suppresses the first line of an invocation. */
  readonly onSuppressed?: () => void;
  /** Masks secrets in the stored log, which may be shared with others. */
  readonly mask?: SecretMask;
  /** The name of the container whose log it is, if it is no unit's: it has no rate limit and no words of systemd. */
  readonly container?: string;
}

/** The output of a unit and systemd's messages about it, one entry per line: time, `name[pid]:`, text. */
export class UnitLog {
  private readonly file: RotatingLog;
  private readonly told: ToldLines;
  private readonly mask: SecretMask;
  private limit?: JournalRateLimit;
  private hasSuppressed = false;
  private written = 0;
  private isClosed = false;
  private readonly invocations: { readonly id: string; readonly since: number }[] = [];

  constructor(readonly path: string, private readonly options: UnitLogOptions) {
    this.file = new RotatingLog(path);
    this.told = new ToldLines(options.onLine);
    this.mask = options.mask ?? new SecretMask();
  }

  /** A message of systemd about the unit. A container has none. */
  note(text: string): void {
    if (this.options.container === undefined) this.append('systemd', 1, text);
  }

  /** Why a program could not be started. */
  explain(unit: string, text: string): void {
    const { container } = this.options;
    if (container === undefined) this.note(`${unit}: ${text}`);
    else this.append(container, 1, text);
  }

  /** Like journald, skips empty lines. */
  append(identifier: string, pid: number, ...all: readonly string[]): void {
    const texts = all.filter((text) => !/^(<[0-7]>)?$/.test(text)).map((text) => this.mask.apply(text));
    if (this.isClosed || texts.length === 0) return;
    const time = new Date().toISOString();
    const lines = texts.map((text) => `${time} ${identifier}[${pid}]: ${text}\n`).join('');
    this.file.append(lines);
    this.written += lines.length;
    for (const text of texts) this.told.line(text.replace(/^<[0-7]>/, ''), identifier);
  }

  /** The file may be gone, so later lines are discarded. */
  close(): void {
    this.told.summarize(this.options.container ?? basename(this.path, '.log'));
    this.isClosed = true;
  }

  /** Since the runner started, across log rotations. */
  get bytesWritten(): number {
    return this.written;
  }

  /** Splits a program's output into lines and appends them. */
  writer(identifier: string, pid: () => number): { write(chunk: Buffer): void; end(): void } {
    const output = new MaskedOutput(this.mask, LONGEST_LINE);
    const append = (text: string) => this.append(identifier, pid(), ...this.taken(text.split('\n').flatMap(inPieces)));
    return { write: (chunk) => append(output.write(chunk)), end: () => append(output.end()) };
  }

  /** The newest lines, oldest first, for display. */
  tail(count: number): string[] {
    if (count <= 0) return [];
    return this.lines().slice(-count).map((line) => line.replace(/^(\S+ \S+?\]: )<[0-7]>/, '$1'));
  }

  /** All entries that are kept, oldest first. */
  entries(): JournalEntry[] {
    return this.lines().flatMap((line) => {
      const [, time, identifier, pid, priority, text] = /^(\S+) (.*?)\[(\d+)\]: (?:<([0-7])>)?(.*)$/s.exec(line) ?? [];
      if (time === undefined) return [];
      return [{
        time: Date.parse(time),
        identifier: identifier!,
        pid: Number(pid),
        priority: Number(priority ?? INFORMATION),
        text: text!,
        transport: pid === '1' ? TRANSPORTS[identifier!] ?? 'stdout' : 'stdout',
        unit: basename(this.path, '.log'),
      }];
    });
  }

  /** Marks the start of a new invocation of the unit, which has this rate limit. */
  beginInvocation(id: string, limit: LogRateLimit): void {
    this.invocations.push({ id, since: Date.now() });
    this.hasSuppressed = false;
    if (this.limit) this.limit.settings = limit;
    else if (this.options.container === undefined) this.limit = new JournalRateLimit(limit);
  }

  /** What journald takes of a program's lines. */
  private taken(texts: readonly string[]): readonly string[] {
    const { limit } = this;
    if (!limit) return texts;
    const now = performance.now();
    return texts.filter((text) => {
      if (text === '') return false;
      const { taken, suppressed } = limit.test(Number(/^<([0-7])>/.exec(text)?.[1] ?? INFORMATION), now);
      if (suppressed > 0) this.append('systemd-journald', 1, `Suppressed ${suppressed} messages from ${basename(this.path, '.log')}`);
      if (!taken && !this.hasSuppressed) this.options.onSuppressed?.();
      this.hasSuppressed ||= !taken;
      return taken;
    });
  }

  /** The time span of an invocation; `undefined` if this log does not contain it. */
  timeOf(invocation: string): { readonly since: number; readonly until: number } | undefined {
    const at = this.invocations.findIndex(({ id }) => id === invocation);
    return at < 0 ? undefined : { since: this.invocations[at]!.since, until: this.invocations[at + 1]?.since ?? Infinity };
  }

  private lines(): string[] {
    const text = readTextSync(this.path);
    if (text === undefined) return [];
    const lines = `${readTextSync(`${this.path}.1`) ?? ''}${text}`.split('\n');
    lines.pop();
    return lines;
  }
}

function inPieces(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LONGEST_LINE));
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE));
}
