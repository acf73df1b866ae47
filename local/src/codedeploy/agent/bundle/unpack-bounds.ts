import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { BundleError } from './bundle-error';

const MEBIBYTE = 2 ** 20;
const LEAST_BYTES = 512 * MEBIBYTE;
/** Above the compression ratio of real programs and packages. */
const MOST_TIMES_PACKED = 100;
/** Leaves some free space for others. */
const SHARE_OF_FREE_SPACE = 0.9;
export const MOST_ENTRIES = 300_000;
const DEEPEST = 500;
/** The longest possible path. */
const LONGEST_LINK = 4_096;

/** Limits the unpacked size: a small archive could otherwise fill the disk. */
export class UnpackBounds {
  private readonly mostBytes: number;
  private readonly why: string;
  private readonly bytes = { archive: 0, files: 0 };
  private entries = 0;

  /** @param archive a folder is not packed: only the disk bounds it */
  constructor(archive: string, directory: string) {
    const packed = statSync(archive);
    const bySize = packed.isDirectory() ? Infinity : Math.max(LEAST_BYTES, packed.size * MOST_TIMES_PACKED);
    const byDisk = freeBytes(directory) * SHARE_OF_FREE_SPACE;
    this.mostBytes = Math.min(bySize, byDisk);
    this.why = byDisk < bySize ? 'nine tenths of the free disk space' : 'the limit for an archive of its size';
  }

  /** Counts an entry, given the parts of its name. */
  entry(parts: readonly string[]): void {
    this.entries += 1;
    if (this.entries > MOST_ENTRIES) throw new BundleError(`the bundle has more than ${MOST_ENTRIES} entries, which is the limit`);
    if (parts.length <= DEEPEST) return;
    throw new BundleError(`the bundle's entry ${parts.slice(0, 3).join('/')}/... is ${parts.length} levels deep; the limit is ${DEEPEST}`);
  }

  /** Counts a file that is copied as a whole. */
  file(bytes: number): void {
    this.bytes.files += bytes;
    if (this.bytes.files > this.mostBytes) throw this.tooLarge();
  }

  link(target: { readonly length: number }, name: string): void {
    if (target.length > LONGEST_LINK) throw new BundleError(`the bundle's link ${name} has a target of more than ${LONGEST_LINK} bytes`);
  }

  /** Counts the bytes that pass through it: those of the archive, including headers, or those of its files. */
  counting(what: 'archive' | 'files'): Transform {
    return new Transform({
      transform: (chunk: Buffer, _, done) => {
        this.bytes[what] += chunk.length;
        done(this.bytes[what] > this.mostBytes ? this.tooLarge() : null, chunk);
      },
    });
  }

  private tooLarge(): BundleError {
    return new BundleError(`the bundle unpacks to more than ${Math.floor(this.mostBytes / MEBIBYTE)} MiB, ${this.why}`);
  }
}

/** On the disk where a folder is, or will be. */
export function freeBytes(directory: string): number {
  if (!existsSync(directory)) return freeBytes(dirname(directory));
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
