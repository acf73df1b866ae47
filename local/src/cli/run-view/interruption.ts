/** The first Ctrl-C ends the run gracefully; the second one ends it immediately. */
export interface Interruption {
  readonly promise: Promise<void>;
  /** Aborted at the first Ctrl-C. */
  readonly signal: AbortSignal;
  forget(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function interruption(say: (text: string) => void): Interruption {
  const heard = new Set<NodeJS.Signals>();
  const controller = new AbortController();
  const promise = new Promise<void>((settle) => { controller.signal.addEventListener('abort', () => settle()); });
  const hear = (signal: NodeJS.Signals) => {
    const isFirst = heard.size === 0;
    // Instances end with this process, however it ends.
    if (heard.has(signal) || !isFirst && signal === 'SIGINT') process.exit(1);
    heard.add(signal);
    // Ctrl-C also ends a program that reads the output; the SIGTERM for the broken pipe is not a second Ctrl-C.
    if (!isFirst) return;
    say('ending: everything stops, and the next run continues from here (press Ctrl-C again to end immediately)');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return { promise, signal: controller.signal, forget: () => { for (const signal of SIGNALS) process.off(signal, hear); } };
}
