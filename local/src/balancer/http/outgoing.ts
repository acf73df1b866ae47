import type { Socket } from 'node:net';

/** Up to this size it is cheaper to copy bytes into the text before them than to give the socket two pieces. */
const COPIED = 8 * 1024;

/** Collects what goes out for one turn of the event loop, so that a head and a small body are one write. */
export class Outgoing {
  private text = '';

  constructor(private readonly socket: Socket) {}

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
      this.socket.write(text, 'latin1');
    }
    return !this.socket.writableNeedDrain;
  }
}
