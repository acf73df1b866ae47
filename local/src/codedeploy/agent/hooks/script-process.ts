import { spawn, type ChildProcess } from 'node:child_process';
import type { CommandLine } from './command-line';
import { readLines } from './line-reader';
import { callAfter } from '../../../system/deadline';
import { closeInputs, openPipes, type Pipe } from '../../../system/pipe';
import { endGroupWhenAborted, signalGroup } from '../../../system/process-group';
import { errnoError } from '../ruby/errno';

export type ScriptOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number | null }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'left-open'; readonly output: 'STDOUT' | 'STDERR' };

export interface ScriptRun {
  readonly command: CommandLine;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the script and its children with SIGTERM, then with SIGKILL, but not what belongs to another user: a script that does is waited for. */
  readonly signal?: AbortSignal;
  readonly timeoutSeconds: number;
  readonly onLine: (line: Buffer) => void;
}

/**
 * Runs a script in its own process group, with empty input. The timeout covers the script and then its output: a child that keeps the
 * output open fails the script even if it succeeded, and stays alive.
 */
export async function runScript({ command, env, timeoutSeconds, onLine, signal }: ScriptRun): Promise<ScriptOutcome> {
  const pipes = openPipes(2);
  const [stdout, stderr] = pipes.map(({ output }, index) => {
    const prefix = Buffer.from(['[stdout]', '[stderr]'][index]);
    return readLines(output, (line) => onLine(Buffer.concat([prefix, line])));
  });
  // They are awaited later, or never if the script times out; an early failure must not crash the process.
  for (const output of [stdout, stderr]) output.catch(() => undefined);
  const close = (): void => pipes.forEach(({ output }) => output.destroy());
  let lastOfGroup = (): Promise<void> => Promise.resolve();
  try {
    await readingHasBegun();
    const child = start(command, env, pipes);
    const exited = exitOf(child, command.program);
    lastOfGroup = endWhenAborted(signal, child);
    const outcome = await outcomeOf({ exited, stdout, stderr }, new Deadline(timeoutSeconds));
    close();
    // There is no limit on how long the script takes to end after that.
    if (outcome.kind === 'timed-out') signalGroup(child.pid, 'SIGTERM');
    await exited;
    return outcome;
  } finally {
    close();
    await lastOfGroup();
  }
}

/** Ends a script and its children if that is asked for, or if this process exits. Returns what waits for their end after the script's. */
function endWhenAborted(signal: AbortSignal | undefined, { pid }: ChildProcess): () => Promise<void> {
  if (!signal) return () => Promise.resolve();
  const groupEnded = endGroupWhenAborted(signal, pid);
  const kill = () => void signalGroup(pid, 'SIGKILL');
  process.on('exit', kill);
  return async () => {
    await groupEnded();
    process.off('exit', kill);
  };
}

interface Ends {
  readonly exited: Promise<number | null>;
  readonly stdout: Promise<void>;
  readonly stderr: Promise<void>;
}

async function outcomeOf({ exited, stdout, stderr }: Ends, deadline: Deadline): Promise<ScriptOutcome> {
  if (!await deadline.allows(exited)) return { kind: 'timed-out' };
  if (!await deadline.allows(stdout)) return { kind: 'left-open', output: 'STDOUT' };
  if (!await deadline.allows(stderr)) return { kind: 'left-open', output: 'STDERR' };
  return { kind: 'exited', exitCode: await exited };
}

/** Registers the readers first, because output is only read in its original order if the event loop is already waiting for it. */
function readingHasBegun(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

function start({ program, argv0, args }: CommandLine, env: NodeJS.ProcessEnv, pipes: readonly Pipe[]): ChildProcess {
  try {
    return spawn(program, args, { argv0, env, detached: true, stdio: ['ignore', ...pipes.map(({ input }) => input)] });
  } catch (error) {
    throw errnoError(error, `- ${program}`);
  } finally {
    closeInputs(pipes);
  }
}

/** Null if it was ended by a signal. */
function exitOf(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => resolve(code));
    child.on('error', (error) => reject(errnoError(error, `- ${program}`)));
  });
}

/** Uses whole seconds, as the agent does. */
class Deadline {
  private readonly at: number;

  constructor(seconds: number) {
    this.at = now() + seconds;
  }

  /** Resolves with whether the work ended in time. Rejects if the work does. */
  async allows(work: Promise<unknown>): Promise<boolean> {
    let cancel = (): void => undefined;
    const late = new Promise<false>((resolve) => {
      cancel = callAfter(Math.max(this.at - now(), 0) * 1000, () => resolve(false));
    });
    try {
      return await Promise.race([work.then(() => true), late]);
    } finally {
      cancel();
    }
  }
}

function now(): number {
  return Math.floor(performance.now() / 1000);
}
