import { StringDecoder } from 'node:string_decoder';
import type { SecretMask } from '../messages/secret-mask';
import { visibleWithColours } from '../messages/visible-text';

/** Longer lines are split, so that a program that never ends its line cannot exhaust memory. */
const LONGEST_LINE = 64 * 1024;
const ESCAPE = String.fromCharCode(0x1b);
const CONTROL_SEQUENCE = new RegExp(`${ESCAPE}\\[[\\d;?]*[ -/]*[@-~]`, 'g');
const COLOUR = new RegExp(`^${ESCAPE}\\[[\\d;]*m`);

/** Limit for the whole output of a build. A command that prints endlessly would fill the disk, and block the thread that serves requests. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Overhead of a line in the log, in addition to its text. */
const BYTES_OF_A_LINE = 256;
/** How many lines at the end of the output are kept even if the limit is exceeded. */
const LAST_LINES = 100;

/** How much output a build may still produce. */
export class OutputAllowance {
  constructor(private left = MOST_BYTES) {}

  get isSpent(): boolean {
    return this.left <= 0;
  }

  spend(bytes: number, lines: number): void {
    this.left -= bytes + lines * BYTES_OF_A_LINE;
  }
}

/**
 * Splits output into lines, masks secrets, and makes binary output safe for terminals and pages. What exceeds the allowance is left out,
 * except for the last lines.
 */
export class OutputLines {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';
  private leftOut = 0;
  /** The latest two chunks that were left out. */
  private tail: Buffer[] = [];

  constructor(private readonly emit: (line: string) => void, private readonly mask: SecretMask, private readonly allowance = new OutputAllowance()) {}

  write(chunk: Buffer): void {
    if (this.allowance.isSpent) this.leaveOut(chunk);
    else this.take(chunk);
  }

  end(): void {
    // If anything was left out, the end of this line is missing: it may end with part of a secret, which would not be masked.
    const rest = this.leftOut > 0 ? '' : this.pending + this.decoder.end();
    this.pending = '';
    if (rest !== '') this.emitPieces(rest);
    if (this.leftOut > 0) this.emitTail();
  }

  private take(chunk: Buffer): void {
    const lines = (this.pending + this.decoder.write(chunk)).split('\n');
    this.pending = lines.pop() ?? '';
    this.allowance.spend(chunk.length, lines.length);
    lines.forEach((line) => this.emitPieces(line));
    if (this.pending.length > LONGEST_LINE) this.emitUnfinished();
  }

  private leaveOut(chunk: Buffer): void {
    this.leftOut += chunk.length;
    this.tail = [...this.tail.slice(-1), chunk];
  }

  /** Without the first line of the tail: it may be incomplete, and begin with part of a secret, which would not be masked. */
  private emitTail(): void {
    const lines = Buffer.concat(this.tail).toString('utf8').replace(/\n$/, '').split('\n').slice(1).slice(-LAST_LINES);
    this.emit(`(${Math.ceil(this.leftOut / 2 ** 20)} MiB of output left out: the log of a build has at most ${MOST_BYTES / 2 ** 20} MiB, and each `
      + `line counts as ${BYTES_OF_A_LINE} additional bytes)`);
    lines.forEach((line) => this.emitPieces(line));
  }

  /** Emits the beginning of an unfinished line, except for what may turn out to be part of a secret. */
  private emitUnfinished(): void {
    const masked = this.mask.apply(this.pending);
    const end = Math.max(0, masked.length - this.mask.longest);
    if (end > 0) this.emitPieces(masked.slice(0, end));
    this.pending = masked.slice(end);
  }

  private emitPieces(line: string): void {
    const shown = printable(this.mask.apply(line));
    for (let start = 0; start === 0 || start < shown.length; start += LONGEST_LINE) this.emit(shown.slice(start, start + LONGEST_LINE));
  }
}

/** The line as a terminal would finally show it: a carriage return restarts it, colours are kept, other sequences are removed. */
function printable(line: string): string {
  const content = line.replace(/\r+$/, '');
  const last = content.slice(content.lastIndexOf('\r') + 1)
    .replace(CONTROL_SEQUENCE, (sequence) => (COLOUR.test(sequence) ? sequence : ''));
  return visibleWithColours(last);
}
