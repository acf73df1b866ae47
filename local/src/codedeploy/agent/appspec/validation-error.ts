import { AgentError } from '../ruby/error';

/** What the agent raises for an AppSpec that is YAML and breaks its grammar. */
export class AppSpecValidationError extends AgentError {
  constructor(message: string) {
    super('AppSpecValidationException', message);
  }
}
