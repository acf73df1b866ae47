import type { Mark } from './mark';
import { SyntaxProblem } from './syntax-problem';

/** Marks the end of the text. */
const END = '\0';

const PRINTABLE = /^[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const BREAK = /^[\r\n\x85\u2028\u2029]$/;

/** Reads the text character by character, with the current position. */
export class Source {
  private readonly chars: readonly string[];
  private index = 0;
  private lineNumber = 0;
  private columnNumber = 0;

  constructor(text: string) {
    if (!PRINTABLE.test(text)) throw new SyntaxProblem('control characters are not allowed');
    this.chars = Array.from(text);
  }

  get mark(): Mark {
    return { index: this.index, line: this.lineNumber, column: this.columnNumber };
  }

  get column(): number {
    return this.columnNumber;
  }

  peek(offset = 0): string {
    return this.chars[this.index + offset] ?? END;
  }

  is(characters: string, offset = 0): boolean {
    const char = this.peek(offset);
    return char !== END && characters.includes(char);
  }

  isEnd(offset = 0): boolean {
    return this.peek(offset) === END;
  }

  isBlank(offset = 0): boolean {
    return this.is(' \t', offset);
  }

  isBreak(offset = 0): boolean {
    return BREAK.test(this.peek(offset));
  }

  isBreakOrEnd(offset = 0): boolean {
    return this.isEnd(offset) || this.isBreak(offset);
  }

  isBlankOrEnd(offset = 0): boolean {
    return this.isBlank(offset) || this.isBreakOrEnd(offset);
  }

  /** `---` or `...` at the beginning of a line. */
  isDocumentIndicator(): boolean {
    const three = this.peek() + this.peek(1) + this.peek(2);
    return this.column === 0 && (three === '---' || three === '...') && this.isBlankOrEnd(3);
  }

  skip(count = 1): void {
    this.index += count;
    this.columnNumber += count;
  }

  read(): string {
    const char = this.peek();
    this.skip();
    return char;
  }

  readWhile(test: () => boolean): string {
    let text = '';
    while (test()) text += this.read();
    return text;
  }

  /** Normalizes line breaks to a line feed, except Unicode's LS and PS. Returns nothing at the end of the text. */
  readLine(): string {
    if (!this.isBreak()) return '';
    const char = this.peek();
    this.index += char === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.startLine();
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  skipComment(): void {
    if (!this.is('#')) return;
    while (!this.isBreakOrEnd()) this.skip();
  }

  skipBlanks(): void {
    while (this.isBlank()) this.skip();
  }

  /** The end of the text closes the same structures as a new line. */
  forceNewLine(): void {
    if (this.columnNumber !== 0) this.startLine();
  }

  private startLine(): void {
    this.columnNumber = 0;
    this.lineNumber += 1;
  }
}
