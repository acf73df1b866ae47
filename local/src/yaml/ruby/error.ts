/** A Ruby exception: `className` is Ruby's name for it, which some messages of the agent quote. */
export class RubyError extends Error {
  constructor(readonly className: string, message: string) {
    super(message);
  }
}
