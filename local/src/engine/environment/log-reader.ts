import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isMissing } from '../../system/atomic-file';

/** Of a file that nobody has read yet: its end is what matters. */
const FIRST_BYTES = 64 * 1024;
/** A reader that comes back gets the rest. */
const MOST_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
/** Flags of different bits: their sum is both. */
const READ_NO_LINK = constants.O_RDONLY + constants.O_NOFOLLOW + constants.O_NONBLOCK;

export interface LogLines {
  readonly lines: readonly string[];
  /** Where the next read begins. */
  readonly next: number;
}

/** Whole lines of a log from a position on; without one its last lines. A file that became shorter is a new one. */
export async function readLog(path: string, from?: number): Promise<LogLines> {
  const file = await openLog(path);
  if (!file) return { lines: [], next: 0 };
  try {
    const { size } = await file.stat();
    const start = from === undefined || from > size ? Math.max(0, size - FIRST_BYTES) : from;
    const buffer = Buffer.alloc(Math.min(size - start, MOST_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const complete = completePart(buffer.subarray(0, bytesRead));
    // The first line of a tail may have begun before it.
    const begin = from === undefined && start > 0 ? complete.indexOf(LINE_FEED) + 1 : 0;
    const text = complete.subarray(begin).toString('utf8');
    return { lines: text === '' ? [] : text.replace(/\n$/, '').split('\n'), next: start + complete.length };
  } finally {
    await file.close();
  }
}

/** Up to the last end of a line; a line that is longer than everything that is read at once is cut. */
function completePart(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(LINE_FEED);
  if (end >= 0) return bytes.subarray(0, end + 1);
  return bytes.length === MOST_BYTES ? bytes : bytes.subarray(0, 0);
}

/** What runs inside an instance cannot make a log a link to a file of the machine. */
async function openLog(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, READ_NO_LINK);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}
