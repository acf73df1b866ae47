import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { MaskedOutput } from '../../messages/masked-output';
import { SecretMask } from '../../messages/secret-mask';
import { readTextSync } from '../../system/stored-file';

/** journald's limit for lines (`LineMax=`). */
const LONGEST_LINE = 48 * 1024;
const LARGEST_FILE = 8 * 1024 * 1024;

/** A line of the journal. */
export interface JournalEntry {
  /** In milliseconds. */
  readonly time: number;
  readonly identifier: string;
  readonly pid: number;
  /** Syslog priority: 3 is an error, 6 is informational. */
  readonly priority: number;
  readonly text: string;
  /** Whether systemd or a program wrote the line. */
  readonly transport: 'journal' | 'stdout';
  readonly unit: string;
}

const INFORMATION = 6;

/** The output of a unit and systemd's messages about it, one entry per line: time, `name[pid]:`, text. Keeps at most twice `LARGEST_FILE`. */
export class UnitLog {
  private bytes: number;
  private written = 0;
  private isClosed = false;
  private readonly invocations: { readonly id: string; readonly since: number }[] = [];

  /** @param mask masks secrets in the stored log, which may be shared with others */
  constructor(
    readonly path: string, private readonly onLine: (text: string, identifier: string) => void, private readonly mask: SecretMask = new SecretMask(),
  ) {
    mkdirSync(dirname(path), { recursive: true });
    setAside(path);
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Like journald, skips empty lines. */
  append(identifier: string, pid: number, ...all: readonly string[]): void {
    const texts = all.filter((text) => !/^(<[0-7]>)?$/.test(text)).map((text) => this.mask.apply(text));
    if (this.isClosed || texts.length === 0) return;
    const time = new Date().toISOString();
    const lines = texts.map((text) => `${time} ${identifier}[${pid}]: ${text}\n`).join('');
    this.keep(lines);
    this.written += lines.length;
    for (const text of texts) this.onLine(text.replace(/^<[0-7]>/, ''), identifier);
  }

  /** The log is only for display: a full disk must not stop anything, and there may be room again later. */
  private keep(lines: string): void {
    try {
      if (this.bytes > LARGEST_FILE) {
        renameSync(this.path, `${this.path}.1`);
        this.bytes = 0;
      }
      appendFileSync(this.path, lines);
      this.bytes += Buffer.byteLength(lines);
    } catch {
      // The unit's messages also go to the run's log; that this file cannot be written is reported elsewhere.
    }
  }

  /** The file may be gone, so later lines are discarded. */
  close(): void {
    this.isClosed = true;
  }

  /** Since the runner started, across log rotations. */
  get bytesWritten(): number {
    return this.written;
  }

  /** Splits a program's output into lines and appends them. */
  writer(identifier: string, pid: () => number): { write(chunk: Buffer): void; end(): void } {
    const output = new MaskedOutput(this.mask, LONGEST_LINE);
    const append = (text: string) => this.append(identifier, pid(), ...text.split('\n').flatMap(inPieces));
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
      const transport = identifier === 'systemd' && pid === '1' ? 'journal' as const : 'stdout' as const;
      return [{
        time: Date.parse(time),
        identifier: identifier!,
        pid: Number(pid),
        priority: Number(priority ?? INFORMATION),
        text: text!,
        transport,
        unit: basename(this.path, '.log'),
      }];
    });
  }

  /** Marks the start of a new invocation of the unit. */
  beginInvocation(id: string): void {
    this.invocations.push({ id, since: Date.now() });
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

/** Anything but a regular file would block writers (a pipe) or fail each write (a folder). */
function setAside(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() ?? true) return;
  rmSync(`${path}.set-aside`, { recursive: true, force: true });
  renameSync(path, `${path}.set-aside`);
}

function inPieces(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LONGEST_LINE));
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE));
}
