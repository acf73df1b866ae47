/** Ctrl-C once ends the run in an orderly way; twice ends it at once. */
export interface Interruption {
  readonly promise: Promise<void>;
  /** Whether it has happened. */
  readonly signal: AbortSignal;
  forget(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function interruption(say: (text: string) => void): Interruption {
  let count = 0;
  const controller = new AbortController();
  const promise = new Promise<void>((settle) => { controller.signal.addEventListener('abort', () => settle()); });
  const hear = () => {
    count += 1;
    // Instances end with this process, whatever way it ends.
    if (count > 1) process.exit(1);
    say('ending: instances stop and are kept for the next run (once more: at once)');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return { promise, signal: controller.signal, forget: () => { for (const signal of SIGNALS) process.off(signal, hear); } };
}
