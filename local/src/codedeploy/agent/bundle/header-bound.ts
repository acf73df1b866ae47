import { Transform } from 'node:stream';
import { BundleError } from './bundle-error';

/** A name, a link and the attributes of a file are far below it. */
const MOST_BYTES = 16 * 2 ** 20;

/** The parser keeps the headers before an entry in memory, whatever their size: this limits how much it gets before it has found an entry. */
export class HeaderBound {
  private bytes = 0;
  private searching = true;

  /** All of the archive passes through it. */
  readonly stream = new Transform({
    transform: (chunk: Buffer, _, done) => {
      if (this.searching) this.bytes += chunk.length;
      const message = `the bundle has more than ${MOST_BYTES / 2 ** 20} MiB of headers before an entry, which is the limit`;
      done(this.bytes > MOST_BYTES ? new BundleError(message) : null, chunk);
    },
  });

  wanted(): void {
    this.bytes = 0;
    this.searching = true;
  }

  found(): void {
    this.searching = false;
  }
}
