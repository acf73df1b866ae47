import type { Message, Notify } from '../../messages/message';

/** Delivers each message to all listeners, even if one of them throws. */
export class MessageHub {
  private readonly listeners = new Set<(message: Message) => void>();

  /** @param shown masks what must not be visible in a message */
  constructor(private readonly shown: (message: Message) => Message = (message) => message) {}

  readonly notify: Notify = (original) => {
    const message = this.shown(original);
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
