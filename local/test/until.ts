/** Less than a test may take, so that what hangs is named. */
export const PATIENCE_MS = 500_000;
const LOOK_EVERY_MS = 10;

/** Resolves when the condition holds. Fails after a while, because an endless loop would keep the whole suite alive. */
export async function until(condition: () => Promise<boolean> | boolean, what = condition.toString()): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!await condition()) {
    if (performance.now() > end) throw new Error(`still not true after ${PATIENCE_MS / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
