import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { FunctionSettings } from './function-settings';
import { sandboxCommand } from './sandbox';
import { healthAnswerText } from '../../balancer';
import { listenersBelow, LOCALHOST } from '../../fleet';
import { MaskedOutput } from '../../messages/masked-output';
import type { SecretMask } from '../../messages/secret-mask';
import { freePort, returnPort } from '../../system/free-port';
import { PacedReader } from '../../system/paced-output';
import { signalGroup } from '../../system/process-group';
import { RotatingLog } from '../../system/rotating-log';
import { Stalls } from '../../system/stalls';
import { listeningHint } from '../hosts/listening-hint';

/** A request from the load balancer to a function, and its response. */
export interface Invocation {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

export interface EnvironmentSettings extends Pick<FunctionSettings, 'functionName' | 'handler' | 'timeoutSeconds' | 'variables'> {
  /** The unpacked revision. */
  readonly task: string;
  readonly version: number;
  /** Where an execution environment with this id writes its log. */
  readonly logFolder: (id: string) => string;
  /** Masks secrets in the output that is stored. */
  readonly mask?: SecretMask;
}

/** The invocation itself failed, as opposed to an error response of the application: the load balancer answers 502. */
export class InvocationError extends Error {}

/** There were as many requests in progress as the function may have. */
export class Throttled extends InvocationError {}

/** Lambda's limit for the init phase. After it, Lambda starts the application again within the timeout of the request. */
const INIT_SECONDS = 10;
/** The Lambda Web Adapter polls every 10 ms; here all environments share one machine. */
const READINESS_EVERY_MS = 25;
const READINESS_TIMEOUT_MS = 1_000;
const LAST_LINES = 20;
/** How long the end of a process is delayed by a child that keeps its output open. */
const LAST_OUTPUT_MS = 200;
/** Limit of a response, including JSON and base64 overhead. */
const LARGEST_ANSWER = 1024 * 1024;
const READY = /^2\d\d$/;

/** One execution environment: the application in a sandbox, with one invocation at a time, frozen in between. */
export class ExecutionEnvironment {
  readonly id = `e-${randomBytes(6).toString('hex')}`;
  readonly startedAt = performance.now();
  state: 'Initializing' | 'Idle' | 'Busy' | 'Ended' = 'Initializing';
  requests = 0;
  port = 0;
  readonly lastLines: string[] = [];
  private child?: ChildProcess;
  private readonly log: RotatingLog;
  /** While the runner does not run, it does not read what the application has answered in time. */
  private readonly stalls = new Stalls();
  private readonly outputs: MaskedOutput[] = [];
  private initMs?: number;

  constructor(private readonly settings: EnvironmentSettings, private readonly onEnd: (why: string) => void) {
    this.log = new RotatingLog(join(settings.logFolder(this.id), 'function.log'), 0o600);
  }

  /** Starts the application and waits until the readiness path answers. Rejects with `InvocationError`. */
  async initialize(): Promise<void> {
    const port = await freePort();
    if (this.ended) {
      returnPort(port);
      throw this.failed('ended before it was started');
    }
    this.port = port;
    this.note(`INIT_START Version: ${this.settings.version}`);
    this.child = this.spawn();
    const { AWS_LWA_READINESS_CHECK_PATH: path = '/' } = this.settings.variables;
    const limit = Math.max(INIT_SECONDS, this.settings.timeoutSeconds) * 1000;
    while (!this.ended) {
      const answer = await this.ask(path).catch(() => undefined);
      if (answer && READY.test(String(answer.status))) {
        this.initMs = Math.round(performance.now() - this.startedAt);
        this.state = 'Idle';
        return;
      }
      const isLate = performance.now() - this.startedAt - this.stalls.milliseconds > limit;
      if (isLate) {
        for (const hint of this.listeningHint()) this.output(`${hint}\n`);
        const answered = answer ? healthAnswerText({ path, expected: '200', ...answer }) : `${path} does not answer`;
        throw this.failed(`is not ready after ${limit / 1000} s: ${answered}`);
      }
      await delay(READINESS_EVERY_MS);
    }
    throw this.failed('exited before it was ready');
  }

  private listeningHint(): readonly string[] {
    const pid = this.child?.pid;
    // The web adapter, too, is on the same host.
    return pid === undefined ? [] : listeningHint('the application', listenersBelow(pid), { host: LOCALHOST, port: this.port }, LOCALHOST);
  }

  /** Whether its process has exited. Its end is reported later, once its last output has been read. */
  get hasExited(): boolean {
    return this.child !== undefined && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  private get ended(): boolean {
    return this.state === 'Ended';
  }

  private failed(why: string): InvocationError {
    this.end(why);
    return new InvocationError(`execution environment ${this.id} of version ${this.settings.version} ${why}`);
  }

  async invoke(invocation: Invocation): Promise<Answer> {
    const started = performance.now();
    const requestId = randomUUID();
    this.signal('SIGCONT');
    this.state = 'Busy';
    this.requests += 1;
    this.note(`START RequestId: ${requestId} Version: ${this.settings.version}`);
    try {
      return await this.forward(invocation);
    } catch (error) {
      // Lambda discards a failed environment; the next request gets a new one.
      throw this.failed((error as Error).message);
    } finally {
      const init = this.initMs === undefined ? '' : `\tInit Duration: ${this.initMs} ms`;
      this.initMs = undefined;
      this.note(`REPORT RequestId: ${requestId}\tDuration: ${Math.round(performance.now() - started)} ms${init}`);
      if (this.state === 'Busy') {
        this.state = 'Idle';
        this.signal('SIGSTOP');
      }
    }
  }

  /** Ends immediately: nothing is in flight, or the request in flight has failed. */
  end(why: string): void {
    if (this.state === 'Ended') return;
    for (const output of this.outputs) this.output(output.end());
    this.state = 'Ended';
    this.signal('SIGKILL');
    for (const stream of [this.child?.stdout, this.child?.stderr]) stream?.destroy();
    this.child?.unref();
    this.stalls.close();
    returnPort(this.port);
    this.onEnd(why);
  }

  private spawn(): ChildProcess {
    const { task, handler, variables, functionName, version } = this.settings;
    const [program, ...args] = sandboxCommand(task, handler);
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...variables,
        PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/opt/bin',
        LANG: 'en_US.UTF-8',
        TZ: ':UTC',
        HOME: '/tmp',
        LAMBDA_TASK_ROOT: '/var/task',
        _HANDLER: handler,
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        AWS_LAMBDA_FUNCTION_VERSION: String(version),
        PORT: String(this.port),
        AWS_LWA_PORT: String(this.port),
      },
    });
    child.on('error', (error) => this.end(error.message));
    // It has no streams if this process may not open more files.
    const streams = [child.stdout, child.stderr].filter((stream) => stream as Readable | undefined);
    const readers = streams.map((stream) => {
      const output = new MaskedOutput(this.settings.mask);
      this.outputs.push(output);
      return new PacedReader(stream, (chunk) => this.output(output.write(chunk)));
    });
    child.on('exit', (code, signal) => {
      // Its last words come after it.
      void Promise.all(readers.map((reader) => reader.finished(LAST_OUTPUT_MS))).then(() => (
        this.end(`its process exited with ${signal ?? `status ${code}`}`)));
    });
    return child;
  }

  private output(text: string): void {
    if (this.state !== 'Ended') this.log.append(text);
    this.lastLines.push(...text.split('\n').filter(Boolean));
    this.lastLines.splice(0, this.lastLines.length - LAST_LINES);
  }

  private note(line: string): void {
    if (this.state !== 'Ended') this.log.append(`${line}\n`);
  }

  /** Signals the whole process group. It may have exited in the meantime; the exit handler reports it. */
  private signal(name: 'SIGCONT' | 'SIGSTOP' | 'SIGKILL'): void {
    signalGroup(this.child?.pid, name);
  }

  private ask(path: string): Promise<{ readonly status: number; readonly location?: string }> {
    return new Promise((resolve, reject) => {
      const check = request({ host: '127.0.0.1', port: this.port, path, agent: false }, (response) => {
        response.resume();
        const { statusCode: status = 0, headers: { location } } = response;
        resolve({ status, ...location !== undefined && { location } });
      });
      const cancelTimeout = this.stalls.after(READINESS_TIMEOUT_MS, () => check.destroy(new Error('no answer')));
      check.on('close', cancelTimeout);
      check.on('error', reject);
      check.end();
    });
  }

  private forward({ method, path, headers, body }: Invocation): Promise<Answer> {
    const { timeoutSeconds } = this.settings;
    return new Promise((resolve, reject) => {
      // Uses a new connection. The application may close a kept-alive one that timed out while frozen, at the moment it is thawed.
      const forwarded = request({ host: '127.0.0.1', port: this.port, method, path, headers: [...headers], agent: false });
      const cancelTimeout = this.stalls.after(timeoutSeconds * 1000, () => forwarded.destroy(new Error(`timed out after ${timeoutSeconds} s`)));
      const gone = () => forwarded.destroy(new Error('exited while it was answering'));
      this.child?.once('exit', gone);
      forwarded.on('close', () => {
        cancelTimeout();
        this.child?.off('exit', gone);
      });
      forwarded.on('error', reject);
      forwarded.on('response', (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > LARGEST_ANSWER) forwarded.destroy(new Error('answered with more than 1 MB'));
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 502, headers: response.rawHeaders, body: Buffer.concat(chunks) }));
      });
      forwarded.end(body);
    });
  }
}
