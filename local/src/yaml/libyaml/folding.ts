/** Collects what stands between two words of a scalar: blanks, or line ends that fold. */
export class Folding {
  /** A line end was seen: blanks at the beginning of the next line do not count. */
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

  /** What the scalar gets for it; then it is empty again. */
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
