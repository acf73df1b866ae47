import { messageOf } from '../messages/message-of';
import type { Reporter } from '../messages/reporter';

/** After this long, a message reports what the step is waiting for. */
const QUIET_MS = 3_000;

export interface EndingStep {
  /** Completes the sentence "waiting for ...". */
  readonly what: string;
  readonly seconds: number;
}

/** Waits for one step of shutting down. A step that hangs is reported and abandoned, so that the run always ends. */
export async function endStep({ what, seconds }: EndingStep, work: Promise<unknown>, reporter: Reporter): Promise<void> {
  const announcement = setTimeout(() => reporter.info('runner.waiting', `waiting for ${what} (at most ${seconds} s)`), QUIET_MS);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'over'>((resolve) => { timer = setTimeout(() => resolve('over'), seconds * 1_000); });
  try {
    if (await Promise.race([work, over]) !== 'over') return;
    reporter.error('runner.not-ended', `gave up waiting for ${what} after ${seconds} s: the run ends without it`);
  } catch (error) {
    reporter.error('runner.not-ended', `${what}: ${messageOf(error)}`);
  } finally {
    clearTimeout(announcement);
    clearTimeout(timer);
  }
}
