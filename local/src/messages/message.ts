import type { MessageCode } from './message-codes';

/** How much a message matters to the person who reads it. */
export type MessageLevel = 'debug' | 'info' | 'warning' | 'error';

/**
 * Everything that the engine has to say. The terminal, the console page, `--json` and the tests read
 * the same messages; none of them is more equal than the others.
 */
export interface Message {
  /** ISO 8601 */
  readonly time: string;
  readonly level: MessageLevel;
  /** Stable, for programs. */
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

/** Where messages go. Never throws. */
export type Notify = (message: Message) => void;
