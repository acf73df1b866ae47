import type { SyntaxProblem } from '../libyaml/syntax-problem';
import { RubyError } from '../ruby/error';

/** How Psych puts a problem of libyaml: its place is where the construct began that could not be finished. */
export class PsychSyntaxError extends RubyError {
  readonly line: number;
  readonly column: number;

  constructor({ problem, context, begun: { line, column } }: SyntaxProblem) {
    super('Psych::SyntaxError', `(<unknown>): ${context === undefined ? problem : `${problem} ${context}`} at line ${line + 1} column ${column + 1}`);
    this.line = line + 1;
    this.column = column + 1;
  }
}
