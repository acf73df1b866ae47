import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandLine } from './command-line';
import { readLines } from './line-reader';
import { codeOf, errnoError } from '../ruby/errno';

export type ScriptOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number | null }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'left-open'; readonly output: 'STDOUT' | 'STDERR' };

export interface ScriptRun {
  readonly command: CommandLine;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutSeconds: number;
  readonly onLine: (line: Buffer) => void;
}

/**
 * Runs a script in a process group of its own, with its input at the end. The time it may take covers the script and
 * then its outputs: a child that keeps one open fails the script even though it ended well, and lives on.
 */
export async function runScript({ command, env, timeoutSeconds, onLine }: ScriptRun): Promise<ScriptOutcome> {
  const child = start(command, env);
  const deadline = new Deadline(timeoutSeconds);
  const exited = exitOf(child, command.program);
  const stdout = readLines(child.stdout, (line) => onLine(Buffer.concat([Buffer.from('[stdout]'), line])));
  const stderr = readLines(child.stderr, (line) => onLine(Buffer.concat([Buffer.from('[stderr]'), line])));
  for (const output of [stdout, stderr]) output.catch(() => undefined);
  try {
    if (!await deadline.allows(exited)) {
      terminateGroup(child);
      return { kind: 'timed-out' };
    }
    if (!await deadline.allows(stdout)) return { kind: 'left-open', output: 'STDOUT' };
    if (!await deadline.allows(stderr)) return { kind: 'left-open', output: 'STDERR' };
    return { kind: 'exited', exitCode: await exited };
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    await exited.catch(() => undefined);
  }
}

function start({ program, args }: CommandLine, env: NodeJS.ProcessEnv): ChildProcessByStdio<null, Readable, Readable> {
  try {
    return spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw errnoError(error, `- ${program}`);
  }
}

/** Null when a signal ended it. */
function exitOf(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => resolve(code));
    child.on('error', (error) => reject(errnoError(error, `- ${program}`)));
  });
}

/** The script may take its time to end: it is waited for afterwards, however long that is. */
function terminateGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Counted in whole seconds of the clock, as the agent does. */
class Deadline {
  private readonly at: number;

  constructor(seconds: number) {
    this.at = now() + seconds;
  }

  /** Whether the work ends in time. What it throws is thrown. */
  async allows(work: Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(resolve, Math.min(Math.max(this.at - now(), 0) * 1000, MAX_TIMER_MS), false);
    });
    try {
      return await Promise.race([work.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
