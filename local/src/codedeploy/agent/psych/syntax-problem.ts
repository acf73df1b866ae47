import type { Mark } from './mark';
import { AgentError } from '../ruby/error';

const START: Mark = { index: 0, line: 0, column: 0 };

/** Text that is not YAML, in libyaml's words. The place is where the construct began that could not be finished. */
export class SyntaxProblem extends AgentError {
  readonly line: number;
  readonly column: number;

  constructor(problem: string, context?: string, { line, column }: Mark = START) {
    super('Psych::SyntaxError', `(<unknown>): ${context === undefined ? problem : `${problem} ${context}`} at line ${line + 1} column ${column + 1}`);
    this.line = line + 1;
    this.column = column + 1;
  }
}
