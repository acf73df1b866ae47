import { spawn, type ChildProcess } from 'node:child_process';
import { Writable, type Readable } from 'node:stream';
import { CLEAN_ENVIRONMENT, inNamespacesOf, inOwnMountsOf } from './namespace';
import type { ExitStatus } from '../../model/instance';
import { PacedReader, type PacedOptions } from '../../system/paced-output';
import { CONTROL_INSIDE } from '../scripts';

export interface InsideOptions {
  /** Added to a clean environment, unless there is a `plan`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly umask?: string;
  /** For a program of a service: started by `scripts/exec.sh` with these keys. The options above are ignored then. */
  readonly plan?: { readonly keys: readonly string[]; readonly hasOwnMounts: boolean };
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
  /** What happens to more output than can be handled. */
  readonly output?: PacedOptions;
}

/** How long the end of a program is delayed by a child that keeps its output open. The output is still read afterwards. */
const LAST_OUTPUT_MILLISECONDS = 200;

const NOT_STARTED: ExitStatus = { code: 127, signal: null };

/** A program inside an instance, seen from the runner. */
export class InsideProcess {
  /** Process id inside the instance; `undefined` if the program could not be started. */
  readonly pid: Promise<number | undefined>;
  readonly exited: Promise<ExitStatus>;
  /** Discards everything if the machine could not start a process, because it is out of file descriptors or memory. */
  readonly input: Writable;
  private hasExited = false;

  constructor(private readonly instancePid: number, argv: readonly string[], options: InsideOptions = {}) {
    const { plan } = options;
    // While it appears in the command line, exec.sh has not been replaced by the program yet (systemd/main-process.ts).
    const { INVOCATION_ID: invocation, ...environment }: Record<string, string> = { ...(!plan && CLEAN_ENVIRONMENT), ...options.env };
    const marked = invocation === undefined ? argv : [`INVOCATION_ID=${invocation}`, ...argv];
    const [program, ...args] = plan
      ? inOwnMountsOf(instancePid, plan.hasOwnMounts, ['sh', `${CONTROL_INSIDE}/exec.sh`, ...plan.keys, '--', ...marked])
      : inNamespacesOf(instancePid, ['sh', `${CONTROL_INSIDE}/run.sh`, options.cwd ?? '/', options.umask ?? '0022', ...marked]);
    const { child, problem } = tryToStart(program!, args, environment);
    if (problem !== undefined) options.onStderr?.(Buffer.from(`${argv[0]} could not be started: ${problem}\n`));
    this.input = child?.stdin ?? new Writable({ write: (_chunk, _encoding, done) => done() });
    // The program may end before it has read its input.
    this.input.on('error', () => undefined);
    this.pid = child ? firstNumber(child.stdio[3] as Readable) : Promise.resolve(undefined);
    this.exited = child ? this.exitStatus(child, options) : Promise.resolve(NOT_STARTED);
  }

  /** Sends a signal to the program itself. */
  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    void this.pid.then((pid) => {
      if (pid !== undefined && !this.hasExited) void signalInside(this.instancePid, [signal], [pid]);
    });
  }

  private exitStatus(child: ChildProcess, { onStdout, onStderr, output }: InsideOptions): Promise<ExitStatus> {
    const readers = [
      new PacedReader(child.stdout!, (chunk) => onStdout?.(chunk), output), new PacedReader(child.stderr!, (chunk) => onStderr?.(chunk), output),
    ];
    return new Promise((resolve) => {
      const end = (status: ExitStatus) => {
        this.hasExited = true;
        resolve(status);
      };
      child.on('error', () => end(NOT_STARTED));
      child.on('exit', (code, signal) => {
        void Promise.all(readers.map((reader) => reader.finished(LAST_OUTPUT_MILLISECONDS))).then(() => end({ code, signal }));
      });
    });
  }
}

/** Node.js either throws, or returns a child without pipes. */
function tryToStart(
  program: string, args: readonly string[], environment: Readonly<Record<string, string>>,
): { readonly child?: ChildProcess; readonly problem?: string } {
  // Passed under different names for `scripts/with-environment.sh`, because LD_PRELOAD and the like must not affect the programs that enter
  // the namespaces.
  const carried = Object.entries(environment).map(([name, value], index) => [`GOSTYLE_VARIABLE_${index + 1}`, `${name}=${value}`]);
  try {
    const env = { ...CLEAN_ENVIRONMENT, ...Object.fromEntries(carried) };
    const child = spawn(program, args, { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    if ((child.stdio as ChildProcess['stdio'] | undefined)?.[3]) return { child };
    // The same error is reported again.
    child.on('error', () => undefined);
    return { problem: 'this process has too many open files' };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Resolves when the signals have been sent, one after the other; a process that is gone is not an error. */
export function signalInside(instancePid: number, signals: readonly NodeJS.Signals[], pids: readonly number[]): Promise<void> {
  return new Promise((resolve) => {
    const names = signals.map((signal) => signal.replace(/^SIG/, '')).join();
    const [program, ...args] = inNamespacesOf(instancePid, ['sh', `${CONTROL_INSIDE}/signal.sh`, names, ...pids.map(String)]);
    try {
      const child = spawn(program!, args, { cwd: '/', env: { ...CLEAN_ENVIRONMENT }, stdio: 'ignore' });
      child.on('error', () => resolve());
      child.on('exit', () => resolve());
    } catch {
      // Callers that wait for a process to end check again themselves.
      resolve();
    }
  });
}

/** Reads the first line, written by `scripts/run.sh`. Does not wait for the end, because nsenter keeps the pipe open. */
function firstNumber(stream: Readable): Promise<number | undefined> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes('\n')) return;
      resolve(parseInt(text, 10));
      stream.destroy();
    });
    stream.on('error', () => resolve(undefined));
    stream.on('close', () => resolve(undefined));
  });
}
