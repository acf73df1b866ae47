const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** Timers are often late by less than this, even on an idle machine. */
const LEAST_MS = 100;

/**
 * A signal that aborts after a time. Replaces `AbortSignal.timeout`, which Node.js 20 garbage-collects when only `AbortSignal.any` refers
 * to it, so that a wait for both never ends.
 */
export function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  onTime(milliseconds, () => controller.abort(reason));
  return controller.signal;
}

/**
 * Calls back after a time. Returns what prevents it. If this process stood still when the time was over, what has arrived meanwhile comes
 * first: a late timer waits again, for as long as it was late.
 */
export function onTime(milliseconds: number, elapsed: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const due = performance.now() + left;
    timer = setTimeout(() => {
      const late = performance.now() - due;
      if (late > LEAST_MS) wait(late);
      else elapsed();
    }, left).unref();
  };
  wait(Math.min(milliseconds, LONGEST_TIMER_MS));
  return () => clearTimeout(timer);
}
