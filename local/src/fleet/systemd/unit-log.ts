import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** As journald cuts them (`LineMax=`). */
const LONGEST_LINE = 48 * 1024;
const LARGEST_FILE = 8 * 1024 * 1024;

/** A line of the journal. */
export interface JournalEntry {
  /** In milliseconds. */
  readonly time: number;
  readonly identifier: string;
  readonly pid: number;
  /** As syslog has it: 3 is an error, 6 information. */
  readonly priority: number;
  readonly text: string;
  /** What systemd itself said, or what a program wrote. */
  readonly transport: 'journal' | 'stdout';
  readonly unit: string;
}

const INFORMATION = 6;

/** What a unit wrote and what was said of it, one line an entry: time, `name[pid]:`, text. Keeps at most twice `LARGEST_FILE`. */
export class UnitLog {
  private bytes: number;
  private written = 0;
  private isClosed = false;
  private readonly invocations: { readonly id: string; readonly since: number }[] = [];

  constructor(readonly path: string, private readonly onLine: (text: string, identifier: string) => void) {
    mkdirSync(dirname(path), { recursive: true });
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** As journald does, it passes over empty lines. */
  append(identifier: string, pid: number, ...all: readonly string[]): void {
    const texts = all.filter((text) => !/^(<[0-7]>)?$/.test(text));
    if (this.isClosed || texts.length === 0) return;
    const time = new Date().toISOString();
    const lines = texts.map((text) => `${time} ${identifier}[${pid}]: ${text}\n`).join('');
    if (this.bytes > LARGEST_FILE) {
      renameSync(this.path, `${this.path}.1`);
      this.bytes = 0;
    }
    appendFileSync(this.path, lines);
    this.bytes += Buffer.byteLength(lines);
    this.written += lines.length;
    for (const text of texts) this.onLine(text.replace(/^<[0-7]>/, ''), identifier);
  }

  /** Its file may be gone: what comes later is not kept. */
  close(): void {
    this.isClosed = true;
  }

  /** Since this runner began, however often the file was begun anew. */
  get bytesWritten(): number {
    return this.written;
  }

  /** Takes a program's output in pieces and appends its lines. */
  writer(identifier: string, pid: () => number): { write(chunk: Buffer): void; end(): void } {
    const decoder = new StringDecoder('utf8');
    let open = '';
    return {
      write: (chunk) => {
        const lines = (open + decoder.write(chunk)).split('\n').map(inPieces);
        // The last piece of the last line may go on.
        open = lines.at(-1)!.pop()!;
        this.append(identifier, pid(), ...lines.flat());
      },
      end: () => {
        if (open !== '') this.append(identifier, pid(), open);
        open = '';
      },
    };
  }

  /** The newest lines, oldest first, for people. */
  tail(count: number): string[] {
    if (count <= 0) return [];
    return this.lines().slice(-count).map((line) => line.replace(/^(\S+ \S+?\]: )<[0-7]>/, '$1'));
  }

  /** Everything that is kept, oldest first. */
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

  /** What follows belongs to this start of the unit. */
  beginInvocation(id: string): void {
    this.invocations.push({ id, since: Date.now() });
  }

  /** From when to when an invocation wrote; `undefined` for one that this log does not know. */
  timeOf(invocation: string): { readonly since: number; readonly until: number } | undefined {
    const at = this.invocations.findIndex(({ id }) => id === invocation);
    return at < 0 ? undefined : { since: this.invocations[at]!.since, until: this.invocations[at + 1]?.since ?? Infinity };
  }

  private lines(): string[] {
    if (!statSync(this.path, { throwIfNoEntry: false })) return [];
    const older = statSync(`${this.path}.1`, { throwIfNoEntry: false }) ? readFileSync(`${this.path}.1`, 'utf8') : '';
    const lines = `${older}${readFileSync(this.path, 'utf8')}`.split('\n');
    lines.pop();
    return lines;
  }
}

function inPieces(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LONGEST_LINE));
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE));
}
