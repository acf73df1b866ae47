/** Collects what separates two words of a scalar: blanks, or line breaks to be folded. */
export class Folding {
  /** After a line break, blanks at the beginning of the next line are ignored. */
  leading = false;
  private blanks = '';
  private firstBreak = '';
  private otherBreaks = '';

  addBlank(char: string): void {
    if (!this.leading) this.blanks += char;
  }

  addBreak(lineEnd: string): void {
    if (this.leading) {
      this.otherBreaks += lineEnd;
      return;
    }
    this.blanks = '';
    this.firstBreak = lineEnd;
    this.leading = true;
  }

  /** Returns the folded text and resets. */
  take(): string {
    const text = this.leading ? this.folded() : this.blanks;
    this.blanks = this.firstBreak = this.otherBreaks = '';
    this.leading = false;
    return text;
  }

  private folded(): string {
    if (!this.firstBreak.startsWith('\n')) return this.firstBreak + this.otherBreaks;
    return this.otherBreaks === '' ? ' ' : this.otherBreaks;
  }
}
