import type { Position } from '../../../yaml/psych/positions';
import { RubyError } from '../../../yaml/ruby/error';

/** An AppSpec that the agent rejects. The message is the agent's own; the position is ours. */
export class AppSpecError extends RubyError {
  readonly line?: number;
  readonly column?: number;

  constructor(cause: RubyError, position?: Position) {
    super(cause.className, cause.message);
    this.line = position?.line;
    this.column = position?.column;
  }
}
