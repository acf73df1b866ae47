import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';

/** Waits for what tidies up after executions. An error is reported: it changes neither the result of an execution nor what follows it. */
export async function tidied(work: Promise<unknown>, reporter: Reporter): Promise<void> {
  try {
    await work;
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    reporter.warning('execution.not-tidied', `not everything could be tidied up after an execution: ${messageOf(error)}`, { stack });
  }
}
