import { closeSync, constants, existsSync, fstatSync, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { CommandAnswer } from './command-answer';
import { messageOf } from '../../messages/message-of';
import { callAfter } from '../../system/deadline';

const SEPARATOR = '\x1f';
/** A client that reads nothing of its answer for this long loses the rest. */
const ANSWER_MILLISECONDS = 10_000;
/** So much it has read if there is room for more. */
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
    let isComplete = false;
    let cancel = (): void => undefined;
    const progress = () => {
      cancel();
      if (isComplete && !socket.destroyed) cancel = callAfter(ANSWER_MILLISECONDS, () => socket.destroy());
    };
    socket.on('close', () => cancel());
    const write = (bytes: Buffer) => {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) socket.write(bytes.subarray(at, at + PIECE_BYTES), progress);
    };
    const answer = await this.answer(command, args, isPrivileged, (text) => {
      // A client that ends before its answer deletes its FIFO.
      if (socket.destroyed || this.sockets.every(({ destroyed }) => destroyed) || !existsSync(path)) return false;
      write(Buffer.from(text));
      return true;
    }).catch((error: unknown) => new CommandAnswer().error(messageOf(error)).exit(1));
    remove(path);
    write(Buffer.from(answer.encode()));
    socket.end();
    isComplete = true;
    progress();
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
