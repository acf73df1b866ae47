import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pipe {
  /** Readable end; it ends when all processes have closed the other end. */
  readonly output: Socket;
  /** To be passed to a process, and closed here immediately afterwards. */
  readonly input: number;
}

/**
 * Operating system pipes. Node.js gives child processes sockets instead, on which scripts fail that open `/dev/stderr` or `/dev/stdout`, as
 * many do.
 */
export function openPipes(count: number): Pipe[] {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-pipes-'));
  try {
    const paths = Array.from({ length: count }, (_, index) => join(directory, String(index)));
    execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: ['ignore', 'ignore', 'pipe'] });
    return paths.map(openPipe);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Opens the reading end first: without it, opening the other end would block. */
function openPipe(path: string): Pipe {
  const reading = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
  return { output: new Socket({ fd: reading, readable: true, writable: false }), input: openSync(path, constants.O_WRONLY) };
}

export function closeInputs(pipes: readonly Pipe[]): void {
  pipes.forEach(({ input }) => closeSync(input));
}
