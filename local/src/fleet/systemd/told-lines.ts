const BURST = 1_000;
const PER_SECOND = 100;

/** Reports lines of a log as messages, for whoever watches the run. Of a flood only some: each message goes to everything that listens. */
export class ToldLines {
  private allowance = BURST;
  private since = performance.now();
  private untold = 0;

  constructor(private readonly tell: (text: string, identifier: string) => void) {}

  line(text: string, identifier: string): void {
    const now = performance.now();
    this.allowance = Math.min(BURST, this.allowance + (now - this.since) / 1000 * PER_SECOND);
    this.since = now;
    if (this.allowance < 1) {
      this.untold += 1;
      return;
    }
    this.allowance -= 1;
    if (this.untold > 0) this.tell(`(${this.untold} more lines are in the log)`, identifier);
    this.untold = 0;
    this.tell(text, identifier);
  }
}
