import type { Socket } from 'node:net';

/** Up to this size, copying bytes behind the preceding text is cheaper than two writes. */
const COPIED = 8 * 1024;

export interface OutgoingMark {
  readonly writes: number;
  readonly length: number;
}

/** Collects output for one turn of the event loop, so that a head and a small body become a single write. */
export class Outgoing {
  private text = '';
  private writes = 0;

  constructor(private readonly socket: Socket) {}

  /** A position to return to. */
  get mark(): OutgoingMark {
    return { writes: this.writes, length: this.text.length };
  }

  /** Discards what was added since the mark. Returns false if part of it has already been written. */
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

  /** Returns whether the socket accepts more; if not, wait for its `drain`. */
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
