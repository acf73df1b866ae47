import type { Socket } from 'node:net';

/** Up to this size it is cheaper to copy bytes into the text before them than to give the socket two pieces. */
const COPIED = 8 * 1024;

export interface OutgoingMark {
  readonly writes: number;
  readonly length: number;
}

/** Collects what goes out for one turn of the event loop, so that a head and a small body are one write. */
export class Outgoing {
  private text = '';
  private writes = 0;

  constructor(private readonly socket: Socket) {}

  /** A place to come back to. */
  get mark(): OutgoingMark {
    return { writes: this.writes, length: this.text.length };
  }

  /** Takes back what was added since, and says whether it could: nothing of it may have been written. */
  takeBack({ writes, length }: OutgoingMark): boolean {
    if (writes !== this.writes) return false;
    this.text = this.text.slice(0, length);
    return true;
  }

  add(text: string): void {
    this.text += text;
  }

  addBytes(bytes: Buffer): void {
    if (bytes.length <= COPIED && this.text.length <= COPIED) {
      this.text += bytes.toString('latin1');
      return;
    }
    this.socket.cork();
    this.flush();
    this.socket.write(bytes);
    this.socket.uncork();
  }

  addChunk(bytes: Buffer): void {
    this.text += `${bytes.length.toString(16)}\r\n`;
    this.addBytes(bytes);
    this.text += '\r\n';
  }

  /** Whether the socket takes more: otherwise its `drain` has to be waited for. */
  flush(): boolean {
    if (this.text !== '') {
      const { text } = this;
      this.text = '';
      this.writes += 1;
      this.socket.write(text, 'latin1');
    }
    return !this.socket.writableNeedDrain;
  }
}
