import type { Mark } from './mark';

const START: Mark = { index: 0, line: 0, column: 0 };

/** Text that is not YAML, in libyaml's words. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';

  /**
   * `context` and `begun` are what could not be finished and where it began; `found` is where that was seen, as far as it is known better.
   */
  constructor(readonly problem: string, readonly context?: string, readonly begun: Mark = START, readonly found: Mark = begun) {
    super(problem);
  }

  /** Counted from one, for people. */
  get line(): number {
    return this.found.line + 1;
  }
}
