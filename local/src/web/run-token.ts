import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What whoever looks at a run or changes it has to know. Made anew for each run, and kept only where its user alone can read it. */
export class RunToken {
  readonly value = randomBytes(32).toString('base64url');

  /** Takes as long for a nearly right guess as for any other. */
  matches(guess: string | undefined): boolean {
    return guess !== undefined && timingSafeEqual(digestOf(guess), digestOf(this.value));
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
