import { HttpFault, shown } from './fault';
import { parseFields, type Fields } from './fields';

/** How the end of a body is recognized: by its length, by its last chunk, or by the end of the connection. */
export type Framing = number | 'chunked' | 'close';

/** Limit for all chunk extensions together, and for the trailers; nothing else limits them. */
const MAX_EXTENSIONS = 16 * 1024;
const MAX_TRAILERS = 16 * 1024;
/** As many hexadecimal digits as a number represents exactly, plus a few leading zeros. */
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,16})(;.*)?$/;
const FORBIDDEN = /[\0-\x08\x0a-\x1f\x7f]/;
const CR = 13;
const LF = 10;

type State = 'data' | 'size' | 'after-data' | 'trailers' | 'complete';

/** Extracts the body from the bytes of a connection, and decodes chunks. */
export class BodyReader {
  trailers?: Fields;
  private state: State;
  private left: number;
  private line = '';
  private extensions = 0;
  private trailerText = '';

  constructor(private readonly framing: Framing, private readonly received: (data: Buffer) => void) {
    this.left = typeof framing === 'number' ? framing : Infinity;
    this.state = framing === 'chunked' ? 'size' : 'data';
    if (this.left === 0) this.state = 'complete';
  }

  get complete(): boolean {
    return this.state === 'complete';
  }

  /** Consumes bytes and returns how many of them belong to the body. */
  read(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && this.state !== 'complete') {
      at = this.state === 'data' ? this.readData(bytes, at) : this.readLine(bytes, at);
    }
    return at;
  }

  private readData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.left);
    this.left -= end - at;
    if (this.left === 0) this.state = this.framing === 'chunked' ? 'after-data' : 'complete';
    this.received(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
    return end;
  }

  /** Reads the lines between chunks, which may arrive in pieces. */
  private readLine(bytes: Buffer, at: number): number {
    const lineFeed = bytes.indexOf(LF, at);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    if (this.line.length + end - at > MAX_TRAILERS) throw new HttpFault('a line between the chunks is longer than 16 KiB');
    this.line += bytes.toString('latin1', at, end);
    this.checkBeginning();
    if (lineFeed < 0) return end;
    const line = this.line;
    this.line = '';
    if (line.charCodeAt(line.length - 2) !== CR) throw new HttpFault('a line between the chunks ends without CR LF');
    this.lineRead(line);
    return end;
  }

  /** Rejects early what cannot become valid any more. */
  private checkBeginning(): void {
    const code = this.line.charCodeAt(0);
    if (this.state === 'after-data' && (code !== CR || this.line.length > 2)) throw new HttpFault('a chunk is longer than its size');
    if (this.state === 'size' && !/^[0-9A-Fa-f]/.test(this.line)) throw new HttpFault(`the size of a chunk is missing: ${shown(this.line)}`);
  }

  private lineRead(line: string): void {
    if (this.state === 'after-data') {
      if (line.length !== 2) throw new HttpFault('a chunk is longer than its size');
      this.state = 'size';
    } else if (this.state === 'size') {
      this.sizeRead(line.slice(0, -2));
    } else if (line.length === 2) {
      this.trailers = parseFields(this.trailerText, 0, MAX_TRAILERS);
      this.state = 'complete';
    } else {
      this.trailerText += line;
      if (this.trailerText.length > MAX_TRAILERS) throw new HttpFault('the trailers are longer than 16 KiB');
    }
  }

  private sizeRead(line: string): void {
    const [, digits, extension = ''] = CHUNK_SIZE.exec(line) ?? [];
    const size = parseInt(digits ?? '', 16);
    if (!Number.isSafeInteger(size) || FORBIDDEN.test(extension)) throw new HttpFault(`the size of a chunk is not a number of bytes: ${shown(line)}`);
    this.extensions += extension.length;
    if (this.extensions > MAX_EXTENSIONS) throw new HttpFault('the extensions of the chunks are longer than 16 KiB');
    this.left = size;
    this.state = size === 0 ? 'trailers' : 'data';
  }
}
