import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

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

  append(identifier: string, pid: number, ...texts: readonly string[]): void {
    if (this.isClosed || texts.length === 0) return;
    const time = new Date().toISOString();
    const lines = texts.map((text) => `${time} ${identifier}[${pid}]: ${text}\n`).join('');
    if (this.bytes > LARGEST_FILE) {
      renameSync(this.path, `${this.path}.1`);
      this.bytes = 0;
    }
    appendFileSync(this.path, lines);
    this.bytes += Buffer.byteLength(lines);
    for (const text of texts) this.onLine(text, identifier);
  }

  /** Its file may be gone: what comes later is not kept. */
  close(): void {
    this.isClosed = true;
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

  /** The newest lines, oldest first. */
  tail(count: number): string[] {
    if (!statSync(this.path, { throwIfNoEntry: false })) return [];
    const lines = readFileSync(this.path, 'utf8').split('\n');
    lines.pop();
    return lines.slice(-count);
  }
}

function inPieces(line: string): string[] {
  const count = Math.max(1, Math.ceil(line.length / LONGEST_LINE));
  return Array.from({ length: count }, (_, index) => line.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE));
}
