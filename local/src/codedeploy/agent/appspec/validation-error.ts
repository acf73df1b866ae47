import { RubyError } from '../../../yaml/ruby/error';

/** What the agent raises for an AppSpec that is YAML and breaks its grammar. */
export class AppSpecValidationError extends RubyError {
  constructor(message: string) {
    super('AppSpecValidationException', message);
  }
}
