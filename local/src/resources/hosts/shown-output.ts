import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';

/** Output of a host that is only shown: if it cannot be read, for example because of too many open files, nothing else may fail. */
export async function shownOutput(output: Promise<readonly string[]>, reporter: Reporter): Promise<readonly string[]> {
  try {
    return await output;
  } catch (error) {
    reporter.warning('host.output.not-read', `the output of the application cannot be shown: ${messageOf(error)}`);
    return [];
  }
}
