import { StringDecoder } from 'node:string_decoder';
import { SecretMask } from './secret-mask';

/** Longer lines are split, so that a program that never ends its line cannot exhaust memory. */
const LONGEST_LINE = 64 * 1024;

/**
 * Masks secrets in the output of a program before it is stored. A secret may begin in one chunk and end in the next, so text is only released
 * when its line is complete; of a very long line, everything is released except for what may be the beginning of a secret.
 */
export class MaskedOutput {
  private readonly decoder = new StringDecoder('utf8');
  private open = '';

  /** @param longestLine longer lines are split at multiples of this length */
  constructor(private readonly mask: SecretMask = new SecretMask(), private readonly longestLine = LONGEST_LINE) {}

  /** Returns the text that can be written now: it ends at the end of a line, or is part of a very long one. */
  write(chunk: Buffer): string {
    const text = this.open + this.decoder.write(chunk);
    const end = text.lastIndexOf('\n') + 1;
    this.open = text.slice(end);
    const lines = end === 0 ? '' : this.mask.apply(text.slice(0, end));
    return this.open.length > this.longestLine ? lines + this.beginning() : lines;
  }

  end(): string {
    const rest = this.mask.apply(this.open + this.decoder.end());
    this.open = '';
    return rest;
  }

  private beginning(): string {
    const masked = this.mask.apply(this.open);
    const sure = Math.max(0, masked.length - Math.max(1, this.mask.longest));
    const end = sure - sure % this.longestLine;
    this.open = masked.slice(end);
    return masked.slice(0, end);
  }
}
