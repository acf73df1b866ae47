import type { Mark } from './mark';

const START: Mark = { index: 0, line: 0, column: 0 };

/** Invalid YAML, with libyaml's message. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';

  /** `context` and `begun` describe the unfinished construct and where it began; `found` is where the problem was detected, if known. */
  constructor(readonly problem: string, readonly context?: string, readonly begun: Mark = START, readonly found: Mark = begun) {
    super(problem);
  }

  /** Counted from one, for display. */
  get line(): number {
    return this.found.line + 1;
  }
}
