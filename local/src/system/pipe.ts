import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pipe {
  /** What comes out; it ends when every process has closed the other end. */
  readonly output: Socket;
  /** To be given to a process, and closed here as soon as it has it. */
  readonly input: number;
}

/**
 * Pipes of the operating system. Node.js gives its children sockets instead, and a script that opens `/dev/stderr` or
 * `/dev/stdout` itself, as many do, fails on those.
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

/** The reading end first: without one, opening the other would wait. */
function openPipe(path: string): Pipe {
  const reading = openSync(path, constants.O_RDONLY + constants.O_NONBLOCK);
  return { output: new Socket({ fd: reading, readable: true, writable: false }), input: openSync(path, constants.O_WRONLY) };
}

export function closeInputs(pipes: readonly Pipe[]): void {
  pipes.forEach(({ input }) => closeSync(input));
}
