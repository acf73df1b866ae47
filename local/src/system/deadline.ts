const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A signal that aborts after a time. Replaces `AbortSignal.timeout`, which Node.js 20 garbage-collects when only `AbortSignal.any` refers
 * to it, so that a wait for both never ends.
 */
export function deadline(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => controller.abort(reason), Math.min(milliseconds, LONGEST_TIMER_MS)).unref();
  return controller.signal;
}
