import { RubyError } from '../../../yaml/ruby/error';

/** What the agent raises for an AppSpec that is valid YAML but violates the AppSpec's grammar. */
export class AppSpecValidationError extends RubyError {
  constructor(message: string) {
    super('AppSpecValidationException', message);
  }
}
