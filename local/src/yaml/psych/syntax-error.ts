import type { SyntaxProblem } from '../libyaml/syntax-problem';
import { RubyError } from '../ruby/error';

/** Psych's form of a libyaml error: its position is where the unfinished construct began. */
export class PsychSyntaxError extends RubyError {
  readonly line: number;
  readonly column: number;

  constructor({ problem, context, begun: { line, column } }: SyntaxProblem) {
    super('Psych::SyntaxError', `(<unknown>): ${context === undefined ? problem : `${problem} ${context}`} at line ${line + 1} column ${column + 1}`);
    this.line = line + 1;
    this.column = column + 1;
  }
}
