import { closeSync, constants, existsSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { CommandAnswer } from './command-answer';
import { messageOf } from '../../messages/message-of';
import { callAfter } from '../../system/deadline';

const SEPARATOR = '\x1f';
/** A client that does not read one piece of its answer within this time loses the rest. */
const ANSWER_MILLISECONDS = 10_000;
const PIECE_BYTES = 4 * 1024;
/** Distinct bits, so their sum equals a bitwise OR, which the linter forbids. */
const SAFELY = constants.O_NONBLOCK + constants.O_NOFOLLOW;
const LONGEST_REQUEST = 8192;

/** `send` delivers part of the answer early; `false` if nobody reads it any more. */
export type AnswerCommand = (
  command: string, args: readonly string[], isPrivileged: boolean, send: (text: string) => boolean,
) => Promise<CommandAnswer>;

/**
 * The two FIFOs through which `scripts/systemctl.sh` sends requests: `control`, writable only by root inside, and `query`. Everything read
 * from them is untrusted: answers only go to FIFOs with a number as their name, in a folder of the runner's own.
 */
export class ControlChannel {
  private readonly sockets: Socket[];

  constructor(private readonly folder: string, private readonly answer: AnswerCommand) {
    this.sockets = [this.listen('control', true), this.listen('query', false)];
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private listen(name: string, isPrivileged: boolean): Socket {
    // Opened for reading and writing, so that it does not end when the last client does.
    const fd = openSync(join(this.folder, name), constants.O_RDWR + SAFELY);
    const socket = new Socket({ fd, readable: true, writable: false });
    let open = '';
    socket.on('data', (chunk: Buffer) => {
      const lines = (open + chunk.toString('utf8')).split('\n');
      open = lines.pop()!.slice(0, LONGEST_REQUEST);
      for (const line of lines) void this.serve(line, isPrivileged);
    });
    // Closing a FIFO that is being read always ends with an error.
    socket.on('error', () => socket.destroy());
    return socket;
  }

  private async serve(line: string, isPrivileged: boolean): Promise<void> {
    const [client = '', command = '', ...args] = line.split(SEPARATOR);
    if (!/^\d{1,10}$/.test(client)) return;
    const path = join(this.folder, 'replies', client);
    const socket = openReply(path);
    if (!socket) return;
    const output = new PacedWriter(socket);
    const answer = await this.answer(command, args, isPrivileged, (text) => {
      // A client that ends before its answer deletes its FIFO.
      if (socket.destroyed || this.sockets.every(({ destroyed }) => destroyed) || !existsSync(path)) return false;
      output.write(text);
      return true;
    }).catch((error: unknown) => new CommandAnswer().error(messageOf(error)).exit(1));
    remove(path);
    output.end(answer.encode());
  }
}

/** Writes piece by piece, because many pieces at once would all be written when the last one is. */
class PacedWriter {
  private readonly waiting: Buffer[] = [];
  private isWriting = false;
  private isComplete = false;
  private cancel?: () => void;

  constructor(private readonly socket: Socket) {
    socket.on('close', () => this.cancel?.());
  }

  write(text: string): void {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) this.waiting.push(bytes.subarray(at, at + PIECE_BYTES));
    this.next();
  }

  /** From now on, a client that does not read is not waited for. */
  end(text: string): void {
    this.isComplete = true;
    if (this.isWriting) this.limit();
    this.write(text);
  }

  private next(): void {
    if (this.isWriting || this.socket.destroyed) return;
    const piece = this.waiting.shift();
    if (!piece) {
      if (this.isComplete) this.socket.end();
      return;
    }
    this.isWriting = true;
    if (this.isComplete) this.limit();
    this.socket.write(piece, () => {
      this.isWriting = false;
      this.next();
    });
  }

  private limit(): void {
    this.cancel?.();
    this.cancel = callAfter(ANSWER_MILLISECONDS, () => this.socket.destroy());
  }
}

/** Open for both, it is not needed by name any more; it costs the client a process. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The folder is the clients': what is not there, or is something else by now, is theirs.
  }
}

/** `undefined` if the client was killed while it waited, or is not a client. */
function openReply(path: string): Socket | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_WRONLY + SAFELY);
  } catch {
    return undefined;
  }
  if (!fstatSync(fd).isFIFO()) {
    closeSync(fd);
    return undefined;
  }
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on('error', () => socket.destroy());
  return socket;
}
