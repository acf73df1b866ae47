/** A Ruby exception: `className` is its Ruby name, which some of the agent's messages contain. */
export class RubyError extends Error {
  constructor(readonly className: string, message: string) {
    super(message);
  }
}
