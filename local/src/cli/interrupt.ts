import { constants } from 'node:os';

/** Runs something that Ctrl-C (or SIGTERM) ends gracefully. A second Ctrl-C ends the process immediately. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const hear = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[name]);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  signals.forEach((name) => process.on(name, hear));
  try {
    return await work(controller.signal);
  } finally {
    signals.forEach((name) => process.removeListener(name, hear));
  }
}
