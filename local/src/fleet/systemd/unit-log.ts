import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** As journald cuts them (`LineMax=`). */
const LONGEST_LINE = 48 * 1024;
const LARGEST_FILE = 8 * 1024 * 1024;

/** What a unit wrote and what was said of it, one line an entry: time, `name[pid]:`, text. Keeps at most twice `LARGEST_FILE`. */
export class UnitLog {
  private bytes: number;
  private isClosed = false;

  constructor(readonly path: string, private readonly onLine: (text: string, identifier: string) => void) {
    mkdirSync(dirname(path), { recursive: true });
    this.bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  append(identifier: string, pid: number, text: string): void {
    if (this.isClosed) return;
    const line = `${new Date().toISOString()} ${identifier}[${pid}]: ${text}\n`;
    if (this.bytes > LARGEST_FILE) {
      renameSync(this.path, `${this.path}.1`);
      this.bytes = 0;
    }
    appendFileSync(this.path, line);
    this.bytes += Buffer.byteLength(line);
    this.onLine(text, identifier);
  }

  /** Its file may be gone: what comes later is not kept. */
  close(): void {
    this.isClosed = true;
  }

  /** Takes a program's output in pieces and appends its lines. */
  writer(identifier: string, pid: () => number): { write(chunk: Buffer): void; end(): void } {
    let open = '';
    return {
      write: (chunk) => {
        const lines = (open + chunk.toString('utf8')).split('\n');
        open = lines.pop()!;
        for (const line of lines) this.append(identifier, pid(), line.slice(0, LONGEST_LINE));
        for (; open.length > LONGEST_LINE; open = open.slice(LONGEST_LINE)) this.append(identifier, pid(), open.slice(0, LONGEST_LINE));
      },
      end: () => {
        if (open !== '') this.append(identifier, pid(), open);
        open = '';
      },
    };
  }

  /** The newest lines, oldest first. */
  tail(count: number): string[] {
    if (!statSync(this.path, { throwIfNoEntry: false })) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    lines.pop();
    return lines.slice(-count);
  }
}
