import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/**
 * Calls `onLine` for each line of a stream including its line break, and for the rest at the end. Settles when the stream ends. If `onLine`
 * throws, reading stops and the script may block, as under the agent.
 */
export function readLines(stream: Readable, onLine: (line: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer[] = [];
    const hand = (line: Buffer): void => {
      rest = [];
      onLine(line);
    };
    const take = (chunk: Buffer): void => {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        hand(Buffer.concat([...rest, chunk.subarray(start, end + 1)]));
        start = end + 1;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    };
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        stream.removeAllListeners('data').removeAllListeners('end').pause();
        reject(error);
      }
    };
    stream.on('data', (chunk: Buffer) => guarded(() => take(chunk)));
    stream.on('end', () => guarded(() => {
      if (rest.length > 0) hand(Buffer.concat(rest));
      resolve();
    }));
    stream.on('error', reject);
  });
}
