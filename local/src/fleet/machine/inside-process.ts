import { spawn, type ChildProcess } from 'node:child_process';
import { Writable, type Readable } from 'node:stream';
import { CLEAN_ENVIRONMENT, inNamespacesOf, inOwnMountsOf } from './namespace';
import type { ExitStatus } from '../../model/instance';
import { CONTROL_INSIDE } from '../scripts';

export interface InsideOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly umask?: string;
  /** A program of a service: `scripts/exec.sh` starts it, with these keys. The options above do not count then. */
  readonly plan?: { readonly keys: readonly string[]; readonly hasOwnMounts: boolean };
  readonly onStdout?: (chunk: Buffer) => void;
  readonly onStderr?: (chunk: Buffer) => void;
}

/** A child that holds the output open keeps a program's end from being told for this long. Its output is still read. */
const LAST_OUTPUT_MILLISECONDS = 200;

const NOT_STARTED: ExitStatus = { code: 127, signal: null };

/** A program inside an instance, as the runner sees it. */
export class InsideProcess {
  /** The program's process id inside; `undefined` when it could not even be started. */
  readonly pid: Promise<number | undefined>;
  readonly exited: Promise<ExitStatus>;
  /** Leads nowhere when the machine could not even start a process: it has no file descriptors or memory left. */
  readonly input: Writable;
  private hasExited = false;

  constructor(private readonly instancePid: number, argv: readonly string[], options: InsideOptions = {}) {
    const { plan } = options;
    // Its presence in a command line shows that the program has not taken the place of exec.sh yet (systemd/main-process.ts).
    const { INVOCATION_ID: invocation, ...environment } = { ...CLEAN_ENVIRONMENT, ...options.env } as Record<string, string>;
    const marked = invocation === undefined ? argv : [`INVOCATION_ID=${invocation}`, ...argv];
    const [program, ...args] = plan
      ? inOwnMountsOf(instancePid, plan.hasOwnMounts, ['sh', `${CONTROL_INSIDE}/exec.sh`, ...plan.keys, '--', ...marked])
      : inNamespacesOf(instancePid, ['sh', `${CONTROL_INSIDE}/run.sh`, options.cwd ?? '/', options.umask ?? '0022', ...marked]);
    const { child, problem } = tryToStart(program!, args, environment);
    if (problem !== undefined) options.onStderr?.(Buffer.from(`${argv[0]} could not be started: ${problem}\n`));
    child?.stdout!.on('data', (chunk: Buffer) => options.onStdout?.(chunk));
    child?.stderr!.on('data', (chunk: Buffer) => options.onStderr?.(chunk));
    this.input = child?.stdin ?? new Writable({ write: (_chunk, _encoding, done) => done() });
    // The program may end before it has read what it is given.
    this.input.on('error', () => undefined);
    this.pid = child ? firstNumber(child.stdio[3] as Readable) : Promise.resolve(undefined);
    this.exited = child ? this.exitStatus(child) : Promise.resolve(NOT_STARTED);
  }

  /** Sends a signal to the program itself. */
  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    void this.pid.then((pid) => {
      if (pid !== undefined && !this.hasExited) void signalInside(this.instancePid, signal, [pid]);
    });
  }

  private exitStatus(child: ChildProcess): Promise<ExitStatus> {
    return new Promise((resolve) => {
      const end = (status: ExitStatus) => {
        this.hasExited = true;
        resolve(status);
      };
      child.on('error', () => end(NOT_STARTED));
      child.on('exit', (code, signal) => {
        const timer = setTimeout(() => end({ code, signal }), LAST_OUTPUT_MILLISECONDS);
        child.on('close', () => {
          clearTimeout(timer);
          end({ code, signal });
        });
      });
    });
  }
}

/** Node.js throws, or gives a child without pipes. */
function tryToStart(
  program: string, args: readonly string[], environment: Readonly<Record<string, string>>,
): { readonly child?: ChildProcess; readonly problem?: string } {
  // For `scripts/with-environment.sh`: not as they are, since LD_PRELOAD and the like are not meant for the programs that lead inside.
  const carried = Object.entries(environment).map(([name, value], index) => [`GOSTYLE_VARIABLE_${index + 1}`, `${name}=${value}`]);
  try {
    const env = { ...CLEAN_ENVIRONMENT, ...Object.fromEntries(carried) };
    const child = spawn(program, args, { cwd: '/', env, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
    if ((child.stdio as ChildProcess['stdio'] | undefined)?.[3]) return { child };
    // The same is told once more.
    child.on('error', () => undefined);
    return { problem: 'this process has too many open files' };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Ends when the signal was sent; a process that is gone is no error. */
export function signalInside(instancePid: number, signal: NodeJS.Signals, pids: readonly number[]): Promise<void> {
  return new Promise((resolve) => {
    const [program, ...args] = inNamespacesOf(instancePid, ['sh', `${CONTROL_INSIDE}/signal.sh`, signal.replace(/^SIG/, ''), ...pids.map(String)]);
    try {
      const child = spawn(program!, args, { cwd: '/', env: { ...CLEAN_ENVIRONMENT }, stdio: 'ignore' });
      child.on('error', () => resolve());
      child.on('exit', () => resolve());
    } catch {
      // Whoever waits for the end of a process looks again.
      resolve();
    }
  });
}

/** The first line, which `scripts/run.sh` writes. nsenter holds the other end open, so there is no end to wait for. */
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
