import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';

/** If the terminal does not report its width. */
const USUAL_WIDTH = 80;

/** Lines at the bottom of a terminal that are updated in place; other output goes above them. */
export class LiveBlock {
  private shown = 0;
  private lines: readonly string[] = [];

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  /** Prints permanent text. */
  say(text: string): void {
    this.erase();
    this.terminal.write(`${text}\n`);
    this.draw();
  }

  /** Replaces the content of the block. */
  show(lines: readonly string[]): void {
    if (lines.length === this.lines.length && lines.every((line, index) => line === this.lines[index])) return;
    this.lines = lines;
    this.erase();
    this.draw();
  }

  private erase(): void {
    if (this.shown === 0) return;
    moveCursor(this.terminal, 0, -this.shown);
    cursorTo(this.terminal, 0);
    clearScreenDown(this.terminal);
    this.shown = 0;
  }

  /** Lines are cut, because a wrapped line would take up two rows. */
  private draw(): void {
    const width = (this.terminal.columns || USUAL_WIDTH) - 1;
    for (const line of this.lines) this.terminal.write(`${line.slice(0, width)}\n`);
    this.shown = this.lines.length;
  }
}
