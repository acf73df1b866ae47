import type { MessageCode } from './message-codes';

/** How important a message is to its reader. */
export type MessageLevel = 'debug' | 'info' | 'warning' | 'error';

/** A message of the engine. The terminal, the console page, `--json` and the tests all read the same messages. */
export interface Message {
  /** ISO 8601 */
  readonly time: string;
  readonly level: MessageLevel;
  /** Stable, for use in programs. */
  readonly code: MessageCode;
  readonly message: string;
  readonly executionId?: string;
  readonly stage?: string;
  readonly action?: string;
  readonly environment?: string;
  readonly instance?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export type MessageContext = Pick<Message, 'executionId' | 'stage' | 'action' | 'environment' | 'instance'>;

/** Receives messages. Must not throw. */
export type Notify = (message: Message) => void;
