import { HttpFault } from './fault';

const HEAD_END = '\r\n\r\n';
const CR = 13;
const LF = 10;
/** Empty lines accepted before a message. */
const MOST_EMPTY_LINES = 16;

export interface CollectedHead {
  /** From the first line on, each line with its CR LF, without the empty line at the end. */
  readonly text: string;
  /** What came after the head, possibly empty. */
  readonly rest: Buffer;
}

/** Assembles the head of a message, in however many pieces it arrives. */
export class HeadCollector {
  private collected?: Buffer;
  private searched = 0;
  private emptyLines = 0;

  /** The part of an incomplete head received so far. */
  get partial(): Buffer | undefined {
    return this.collected;
  }

  add(chunk: Buffer): CollectedHead | undefined {
    let bytes = this.collected ? Buffer.concat([this.collected, chunk]) : chunk;
    const start = afterEmptyLines(bytes);
    if (start > 0) {
      this.emptyLines += start / 2;
      if (this.emptyLines > MOST_EMPTY_LINES) throw new HttpFault(`there are more than ${MOST_EMPTY_LINES} empty lines before it`);
      bytes = bytes.subarray(start);
      this.searched = 0;
    }
    const end = bytes.indexOf(HEAD_END, this.searched, 'latin1');
    if (end < 0) {
      checkLineEnds(bytes, this.searched);
      this.collected = bytes.length > 0 ? bytes : undefined;
      this.searched = Math.max(0, bytes.length - HEAD_END.length + 1);
      return undefined;
    }
    this.collected = undefined;
    this.searched = 0;
    this.emptyLines = 0;
    return { text: bytes.toString('latin1', 0, end + 2), rest: bytes.subarray(end + HEAD_END.length) };
  }
}

/** Old clients send empty lines before a message; HTTP says to skip them. */
function afterEmptyLines(bytes: Buffer): number {
  let start = 0;
  while (bytes[start] === CR && bytes[start + 1] === LF) start += 2;
  return start;
}

/** A bare LF can never be part of a valid head, so its sender gets a response now instead of after a timeout. */
function checkLineEnds(bytes: Buffer, from: number): void {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) throw new HttpFault('a line ends without CR LF');
  }
}
