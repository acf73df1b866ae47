import { execFile, type ExecFileException } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that was ended by a signal: by a person, or because of a limit of the machine. The message is for display. */
class ProgramEnded extends Error {
  override readonly name = 'ProgramEnded';

  constructor(program: string, signal: NodeJS.Signals) {
    super(`${program} was ended by ${signal}${WHY[signal as keyof typeof WHY] ?? ''}`);
  }
}

const WHY: Partial<Record<NodeJS.Signals | 'SIGXFSZ' | 'SIGXCPU', string>> = {
  SIGXFSZ: ': a file would have exceeded the maximum size; raise the limit (`ulimit -f unlimited`)',
  SIGXCPU: ': it exceeded the limit of CPU time; raise the limit (`ulimit -t unlimited`)',
  SIGKILL: ': the machine may be out of memory',
};
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program without a shell and waits for it. Rejects only if it could not be started or was killed by a signal. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { ...options, maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      if (!error) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else reject(wasEnded(error) ? new ProgramEnded(file, error.signal!) : error);
    });
  });
}

/** The last line of a program's output, where it names the reason of a failure. */
export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

/** Whether a signal ended it that neither its caller sent, nor Node.js because of too much output. */
function wasEnded({ signal, name, code }: ExecFileException): boolean {
  return Boolean(signal) && name !== 'AbortError' && typeof code !== 'string';
}
