import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Required for viewing or changing a run. Generated for each run, and stored where only its user can read it. */
export class RunToken {
  readonly value = randomBytes(32).toString('base64url');

  /** Compares in constant time. */
  matches(guess: string | undefined): boolean {
    return guess !== undefined && timingSafeEqual(digestOf(guess), digestOf(this.value));
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
