import type { PhaseContext } from './build-result';

/** Ends a phase as failed, with what AWS shows as the phase's context. */
export class PhaseError extends Error {
  override readonly name = 'PhaseError';

  constructor(readonly statusCode: string, message: string) {
    super(message);
  }

  get context(): PhaseContext {
    return { statusCode: this.statusCode, message: this.message };
  }
}
