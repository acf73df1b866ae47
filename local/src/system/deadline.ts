const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A signal that aborts after a time. In the place of `AbortSignal.timeout`, which Node.js 20 collects as garbage when only `AbortSignal.any` knows
 * it: what waits for both then waits without an end.
 */
export function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => controller.abort(reason), Math.min(milliseconds, LONGEST_TIMER_MS)).unref();
  return controller.signal;
}
