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
  callAfter(milliseconds, () => controller.abort(reason));
  return controller.signal;
}

/**
 * Calls back after a time. Returns what cancels it. A timer that fires late waits again, because this process stood still: what has arrived
 * meanwhile is read first. It waits at most as long again. `Stalls` also counts pauses that end before the time is over.
 */
export function callAfter(milliseconds: number, elapsed: () => void): () => void {
  const time = Math.min(milliseconds, LONGEST_TIMER_MS);
  let timer: NodeJS.Timeout;
  let more = time;
  const wait = (left: number) => {
    const due = performance.now() + left;
    timer = setTimeout(() => {
      const late = performance.now() - due;
      if (late <= LEAST_MS || more <= 0) return elapsed();
      const again = Math.min(late, more);
      more -= again;
      wait(again);
    }, left).unref();
  };
  wait(time);
  return () => clearTimeout(timer);
}
