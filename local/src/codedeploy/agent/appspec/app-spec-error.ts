import type { Position } from '../psych/positions';
import { AgentError } from '../ruby/error';

/** An AppSpec that the agent refuses. The message is the agent's own; the place is ours. */
export class AppSpecError extends AgentError {
  readonly line?: number;
  readonly column?: number;

  constructor(cause: AgentError, position?: Position) {
    super(cause.className, cause.message);
    this.line = position?.line;
    this.column = position?.column;
  }
}
