import type { Diagnostics } from './deployment';

/** A failed action, with enough detail that nobody has to search a log. */
export class ActionFailure extends Error {
  override readonly name: string = 'ActionFailure';

  constructor(message: string, readonly details: {
    readonly environment?: string;
    readonly instance?: string;
    readonly diagnostics?: Diagnostics;
    readonly lastLines?: readonly string[];
  } = {}) {
    super(message);
  }
}

/** A person decided against the release: nothing is broken. */
export class Rejected extends ActionFailure {
  override readonly name = 'Rejected';

  constructor(environment: string, how: string) {
    super(`${rejectionOf(environment)}${how}`, { environment });
  }
}

/** What the title of a rejection begins with. */
export function rejectionOf(environment: string): string {
  return `${environment} was rejected`;
}

/** The execution was stopped by a user: neither a success nor a failure. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new Stopped('the execution was stopped');
}
