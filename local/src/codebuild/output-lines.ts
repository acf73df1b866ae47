import { StringDecoder } from 'node:string_decoder';
import type { SecretMask } from './secret-mask';
import { visibleWithColours } from '../messages/visible-text';

/** A line longer than this comes in pieces, so that a program which never ends its line cannot fill the memory. */
const LONGEST_LINE = 64 * 1024;
const ESCAPE = String.fromCharCode(0x1b);
const CONTROL_SEQUENCE = new RegExp(`${ESCAPE}\\[[\\d;?]*[ -/]*[@-~]`, 'g');
const COLOUR = new RegExp(`^${ESCAPE}\\[[\\d;]*m`);

/** Cuts output into lines, hides the secrets in it, and makes binary output harmless to a terminal or a page. */
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

  /** Gives away the beginning of a line that has no end yet, but no part of what may become a secret. */
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

/** The line as a terminal would show it in the end: a carriage return starts it anew, colours stay, other sequences do not. */
function printable(line: string): string {
  const content = line.replace(/\r+$/, '');
  const last = content.slice(content.lastIndexOf('\r') + 1)
    .replace(CONTROL_SEQUENCE, (sequence) => (COLOUR.test(sequence) ? sequence : ''));
  return visibleWithColours(last);
}
