const PATIENCE_MS = 5_000;

/** Everything has ended by now. What keeps this process nevertheless is a defect, which is said, and which nobody waits for. */
export function exitSoon(): void {
  setTimeout(() => {
    process.stderr.write(`gostyle: ends although it still has: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}\n`);
    process.exit();
  }, PATIENCE_MS).unref();
}
