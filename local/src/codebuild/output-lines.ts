import { StringDecoder } from 'node:string_decoder';
import type { SecretMask } from '../messages/secret-mask';
import { visibleWithColours } from '../messages/visible-text';

/** Longer lines are split, so that a program that never ends its line cannot exhaust memory. */
const LONGEST_LINE = 64 * 1024;
const ESCAPE = String.fromCharCode(0x1b);
const CONTROL_SEQUENCE = new RegExp(`${ESCAPE}\\[[\\d;?]*[ -/]*[@-~]`, 'g');
const COLOUR = new RegExp(`^${ESCAPE}\\[[\\d;]*m`);

/** Splits output into lines, masks secrets, and makes binary output safe for terminals and pages. */
export class OutputLines {
  private readonly decoder = new StringDecoder('utf8');
  private pending = '';

  constructor(private readonly emit: (line: string) => void, private readonly mask: SecretMask) {}

  write(chunk: Buffer): void {
    const lines = (this.pending + this.decoder.write(chunk)).split('\n');
    this.pending = lines.pop() ?? '';
    lines.forEach((line) => this.emitPieces(line));
    if (this.pending.length > LONGEST_LINE) this.emitUnfinished();
  }

  end(): void {
    const rest = this.pending + this.decoder.end();
    this.pending = '';
    if (rest !== '') this.emitPieces(rest);
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
