const HEAD_END = '\r\n\r\n';
const CR = 13;
const LF = 10;

export interface CollectedHead {
  /** From the first line on, each line with its CR LF, without the empty line at the end. */
  readonly text: string;
  /** What came after the head, perhaps empty. */
  readonly rest: Buffer;
}

/** Puts the head of a message together, in however many pieces it comes. */
export class HeadCollector {
  private collected?: Buffer;
  private searched = 0;

  /** What has come of a head that is not complete. */
  get partial(): Buffer | undefined {
    return this.collected;
  }

  add(chunk: Buffer): CollectedHead | undefined {
    let bytes = this.collected ? Buffer.concat([this.collected, chunk]) : chunk;
    const start = afterEmptyLines(bytes);
    if (start > 0) {
      bytes = bytes.subarray(start);
      this.searched = 0;
    }
    const end = bytes.indexOf(HEAD_END, this.searched, 'latin1');
    if (end < 0) {
      this.collected = bytes.length > 0 ? bytes : undefined;
      this.searched = Math.max(0, bytes.length - HEAD_END.length + 1);
      return undefined;
    }
    this.collected = undefined;
    this.searched = 0;
    return { text: bytes.toString('latin1', 0, end + 2), rest: bytes.subarray(end + HEAD_END.length) };
  }
}

/** Empty lines before a message are left behind by old clients; HTTP says to skip them. */
function afterEmptyLines(bytes: Buffer): number {
  let start = 0;
  while (bytes[start] === CR && bytes[start + 1] === LF) start += 2;
  return start;
}

/** Whether a line ends with LF alone, which never becomes the end of a head. */
export function hasBareLineFeed(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) return true;
  }
  return false;
}
