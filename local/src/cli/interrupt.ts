/** Runs something that Ctrl-C (or SIGTERM) ends gracefully. A second Ctrl-C terminates the process as usual. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  signals.forEach((name) => process.once(name, abort));
  try {
    return await work(controller.signal);
  } finally {
    signals.forEach((name) => process.removeListener(name, abort));
  }
}
