import { isUtf8 } from 'node:buffer';

const MAX_CHARACTERS = 2048;

/** The end of what the scripts of one lifecycle event said: whole lines, fewer than 2,048 characters in all. */
export class ScriptLog {
  private lines: Buffer[] = [];

  append(line: Buffer): void {
    this.lines.push(line);
    let first = this.lines.length;
    let remaining = MAX_CHARACTERS;
    while (first > 0 && remaining - characters(this.lines[first - 1]) > 0) {
      first -= 1;
      remaining -= characters(this.lines[first]);
    }
    this.lines = this.lines.slice(first);
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.lines);
  }
}

function characters(line: Buffer): number {
  return isUtf8(line) ? [...line.toString('utf8')].length : line.length;
}
