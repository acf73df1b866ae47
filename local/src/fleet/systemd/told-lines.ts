const BURST = 1_000;
const PER_SECOND = 100;
/** How long after a line that is not told those who watch are told how many there are. */
const SUMMARY_AFTER_MS = 1_000;

/** Reports lines of a log as messages, for whoever watches the run. Of a flood only some: each message goes to everything that listens. */
export class ToldLines {
  private allowance = BURST;
  private since = performance.now();
  private untold = 0;
  private summary?: NodeJS.Timeout;

  constructor(private readonly tell: (text: string, identifier: string) => void) {}

  line(text: string, identifier: string): void {
    const now = performance.now();
    this.allowance = Math.min(BURST, this.allowance + (now - this.since) / 1000 * PER_SECOND);
    this.since = now;
    if (this.allowance < 1) {
      this.untold += 1;
      // A flood may be the last that a program says.
      this.summary ??= setTimeout(() => this.summarize(identifier), SUMMARY_AFTER_MS).unref();
      return;
    }
    this.allowance -= 1;
    this.summarize(identifier);
    this.tell(text, identifier);
  }

  /** Tells how many lines have not been told. */
  summarize(identifier: string): void {
    clearTimeout(this.summary);
    this.summary = undefined;
    if (this.untold > 0) this.tell(`(${this.untold} more lines are in the log)`, identifier);
    this.untold = 0;
  }
}
