/** Does all of it in this order, although a step fails: the others have something to clean up, too. Throws what failed at the end. */
export async function doAll(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  throwIfAny(failures);
}

/** Waits for all of it, although some fails. Throws what failed at the end. */
export async function endOfAll(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  throwIfAny(results.flatMap((result) => result.status === 'rejected' ? [result.reason as unknown] : []));
}

function throwIfAny(failures: readonly unknown[]): void {
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join('\n'));
}
