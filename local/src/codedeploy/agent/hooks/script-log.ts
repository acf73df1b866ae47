import { isUtf8 } from 'node:buffer';

const MAX_CHARACTERS = 2048;

/** The tail of the scripts' output for one lifecycle event: complete lines, about 2,048 characters in total. */
export class ScriptLog {
  private lines: Buffer[] = [];

  /** Reproduces the agent's accounting: each line is charged with the length of the line before it, and the first one with that of the last. */
  append(line: Buffer): void {
    this.lines.push(line);
    let first = this.lines.length;
    let remaining = MAX_CHARACTERS;
    while (first > 0 && remaining - this.lengthAt(first - 1) > 0) {
      first -= 1;
      remaining -= this.lengthAt(first - 1);
    }
    this.lines = this.lines.slice(first);
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.lines);
  }

  private lengthAt(index: number): number {
    const line = this.lines.at(index);
    return line === undefined ? 0 : characters(line);
  }
}

function characters(line: Buffer): number {
  return isUtf8(line) ? [...line.toString('utf8')].length : line.length;
}
