import type { Message, Notify } from '../../messages/message';

/** Gives each message to everybody who listens; one who throws does not keep it from the others. */
export class MessageHub {
  private readonly listeners = new Set<(message: Message) => void>();

  /** @param shown what may be seen of a message */
  constructor(private readonly shown: (message: Message) => Message = (message) => message) {}

  readonly notify: Notify = (said) => {
    const message = this.shown(said);
    for (const listener of this.listeners) {
      try {
        listener(message);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  };

  listen(listener: (message: Message) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
