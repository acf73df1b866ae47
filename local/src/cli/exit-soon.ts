const PATIENCE_MS = 5_000;

/** Everything should have ended by now. Anything that still keeps the process alive is a bug, which is reported instead of waited for. */
export function exitSoon(): void {
  setTimeout(() => {
    process.stderr.write(`gostyle: exiting although these are still open: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}\n`);
    process.exit();
  }, PATIENCE_MS).unref();
}
