import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Message } from '../messages/message';
import type { ConsoleBackend } from '../model/console';

/** A client that reads more slowly than a build writes only gets the newest messages. */
const QUEUE_LIMIT = 2_000;
const KEEP_ALIVE_MS = 15_000;

/**
 * Server-sent events for one page: `state` (the whole state, when it has changed) and `messages` (those since the last event). Changes
 * during a write go into the next event, so a slow reader never makes the queue grow.
 */
export function eventStream(context: Context, backend: ConsoleBackend): Response {
  return streamSSE(context, async (stream) => {
    let stateChanged = true;
    let messages: Message[] = [];
    let wake = (): void => undefined;

    const offState = backend.onState(() => {
      stateChanged = true;
      wake();
    });
    const offMessage = backend.onMessage((message) => {
      if (message.level === 'debug') return;
      messages.push(message);
      if (messages.length > QUEUE_LIMIT) messages = messages.slice(-QUEUE_LIMIT / 2);
      wake();
    });
    stream.onAbort(() => wake());

    try {
      while (!stream.aborted && !stream.closed) {
        if (stateChanged) {
          stateChanged = false;
          await stream.writeSSE({ event: 'state', data: JSON.stringify(backend.state()) });
        } else if (messages.length > 0) {
          const batch = messages;
          messages = [];
          await stream.writeSSE({ event: 'messages', data: JSON.stringify(batch) });
        } else if (await nothingHappens()) {
          await stream.writeSSE({ event: 'ping', data: '' });
        }
      }
    } finally {
      offState();
      offMessage();
    }

    /** Resolves to true after a quiet period, when a keep-alive is due. */
    function nothingHappens(): Promise<boolean> {
      return new Promise((resolve) => {
        const quiet = setTimeout(() => resolve(true), KEEP_ALIVE_MS);
        wake = () => {
          clearTimeout(quiet);
          resolve(false);
        };
      });
    }
  });
}
