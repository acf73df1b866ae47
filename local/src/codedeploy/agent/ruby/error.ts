/** An exception of the agent: `className` is Ruby's name for it, which some messages quote. */
export class AgentError extends Error {
  constructor(readonly className: string, message: string) {
    super(message);
  }
}
