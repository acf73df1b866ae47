import { Transform } from 'node:stream';
import { BundleError } from './bundle-error';

/** Far more than a name, a link and the attributes of a file need. */
const MOST_BYTES = 16 * 2 ** 20;

/** Limits the headers before an entry, because the parser keeps them in memory, whatever their size. */
export class HeaderBound {
  private bytes = 0;
  private searching = true;

  /** The whole archive passes through it. */
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
