import { onEndAsked, type EndCause } from '../last-resort';

/** The first Ctrl-C ends the run gracefully; the second one ends it immediately. */
export interface Interruption {
  readonly promise: Promise<void>;
  /** Aborted at the first Ctrl-C. */
  readonly signal: AbortSignal;
  forget(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function interruption(say: (text: string) => void): Interruption {
  let count = 0;
  const controller = new AbortController();
  const promise = new Promise<void>((settle) => { controller.signal.addEventListener('abort', () => settle()); });
  const end = () => {
    if (controller.signal.aborted) return;
    say('ending: everything stops, and the next run continues from here (press Ctrl-C again to end immediately)');
    controller.abort();
  };
  const hear = () => {
    count += 1;
    // Instances end with this process, however it ends.
    if (count > 1) process.exit(1);
    end();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  onEndAsked((cause: EndCause) => {
    // A Ctrl-C that closed the pipe is yet to come; one after an error is the second request.
    if (cause === 'error') count = Math.max(count, 1);
    end();
  });
  const forget = () => {
    for (const signal of SIGNALS) process.off(signal, hear);
    onEndAsked(undefined);
  };
  return { promise, signal: controller.signal, forget };
}
