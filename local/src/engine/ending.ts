import type { Reporter } from '../messages/reporter';

/** From then on it says what is being waited for. */
const QUIET_MS = 3_000;

export interface EndingStep {
  /** As the end of the sentence "waiting for ...". */
  readonly what: string;
  readonly seconds: number;
}

/** Waits for one step of an end: what hangs is named and left behind, so that every end comes to its own end. */
export async function endStep({ what, seconds }: EndingStep, work: Promise<unknown>, reporter: Reporter): Promise<void> {
  const telling = setTimeout(() => reporter.info('runner.waiting', `waiting for ${what} (for ${seconds} s at most)`), QUIET_MS);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<'over'>((resolve) => { timer = setTimeout(() => resolve('over'), seconds * 1_000); });
  try {
    if (await Promise.race([work, over]) !== 'over') return;
    reporter.error('runner.not-ended', `waited ${seconds} s for ${what}, in vain: the run ends without it`);
  } catch (error) {
    reporter.error('runner.not-ended', `${what}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(telling);
    clearTimeout(timer);
  }
}
