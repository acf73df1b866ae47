import type { PhaseContext } from './build-result';

/** Fails a phase, with the phase context that AWS shows. */
export class PhaseError extends Error {
  override readonly name = 'PhaseError';

  constructor(readonly statusCode: string, message: string) {
    super(message);
  }

  get context(): PhaseContext {
    return { statusCode: this.statusCode, message: this.message };
  }
}
