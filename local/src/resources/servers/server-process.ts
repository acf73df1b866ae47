import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { hasPort } from './own-port';
import type { ServerUser } from './server-user';
import { MaskedOutput } from '../../messages/masked-output';
import type { MessageCode } from '../../messages/message-codes';
import { messageOf } from '../../messages/message-of';
import type { SecretMask } from '../../messages/secret-mask';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import { accepts } from '../../system/listening';
import type { Address, ResourceContext } from '../shape/resource';

export interface ServerParts {
  /** Product name for messages, such as `PostgreSQL`. */
  readonly title: string;
  /** Codes of the messages that say that it takes long to start, that it exited unexpectedly, and that it was restarted. */
  readonly codes: { readonly starting: MessageCode; readonly ended: MessageCode; readonly started: MessageCode };
  readonly context: ResourceContext;
  readonly user: ServerUser;
  /** Path of the file that receives its output. */
  readonly log: string;
  /** Signal that makes it shut down without losing data. */
  readonly stopSignal: NodeJS.Signals;
  /** Passed on standard input, because a configuration with secrets must not be stored. */
  readonly input?: () => string;
  /** Whether it answers queries. It may already listen while it is still loading its data. */
  readonly ready: () => Promise<boolean>;
}

/** The recovery of a large database takes minutes, or longer on a busy machine. */
const REPORT_EVERY_MS = 30_000;
/** Longer than a checkpoint takes. Committed data survives a SIGKILL as well. */
const LONGEST_STOP_MS = 60_000;
const LOOK_EVERY_MS = 25;
const RESTART_AFTER_MS = 1_000;
/** After this many short lives in a row, restarting will not help. */
const MOST_SHORT_LIVES = 3;
const SHORT_LIFE_MS = 5_000;

/** Keeps the runner's own environment out. */
export const CLEAN = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };

/** A third-party server that runs on this machine for one environment. It is restarted if it exits unexpectedly, as on AWS. */
export class ServerProcess {
  private server?: ChildProcess;
  private argv: readonly string[] = [];
  private address?: Address;
  private startedAt = 0;
  private hasBeenReady = false;
  private shortLives = 0;
  private starting = false;
  private stopping = false;
  /** Resolves when the server that could not be used has ended: the next one gets its port and its data. */
  private cleared = Promise.resolve();

  constructor(private readonly parts: ServerParts) {}

  get running(): boolean {
    return this.server !== undefined;
  }

  /** Resolves when it accepts connections, however long that takes. Rejects if it exits again and again, or when `signal` aborts. */
  async start(argv: readonly string[], address: Address, signal: AbortSignal): Promise<void> {
    const { title, context: { id, closing }, log } = this.parts;
    this.argv = argv;
    this.address = address;
    this.stopping = false;
    this.shortLives = 0;
    this.starting = true;
    this.launch();
    const isReady = await this.untilReady(() => !this.isOver && !signal.aborted).finally(() => { this.starting = false; });
    if (isReady) return;
    await this.stop();
    stopIfAsked(signal);
    stopIfAsked(closing);
    throw new ActionFailure(`${id}: ${title} exits before it accepts connections on port ${address.port}; its log: ${log}`);
  }

  async stop(): Promise<void> {
    const { server, parts: { stopSignal } } = this;
    this.stopping = true;
    // One that could not be started has no id, and does not exit.
    if (server?.pid === undefined) return this.cleared;
    const ended = once(server, 'exit');
    server.kill(stopSignal);
    // A suspended process (SIGSTOP) could not shut down.
    server.kill('SIGCONT');
    const kill = setTimeout(() => server.kill('SIGKILL'), LONGEST_STOP_MS);
    await ended;
    clearTimeout(kill);
    this.server = undefined;
  }

  /** Whether it will not be started again. */
  private get isOver(): boolean {
    return this.stopping || this.parts.context.closing.aborted || this.shortLives >= MOST_SHORT_LIVES;
  }

  private launch(): ChildProcess {
    const { user, stopSignal, log, context: { secrets } } = this.parts;
    this.startedAt = performance.now();
    this.hasBeenReady = false;
    const [program, ...args] = user.command(this.argv, stopSignal);
    const server: ChildProcess = spawn(program!, args, { cwd: '/', env: CLEAN, stdio: 'pipe' });
    this.server = server;
    server.once('exit', (code, signal) => this.ended(server, signal ?? `exit status ${code}`));
    server.on('error', (error) => {
      // Others are signals that could not be sent.
      if (server.pid === undefined) this.ended(server, error.message);
    });
    // It has no streams if this process may not open more files.
    for (const stream of [server.stdout, server.stderr]) if (stream) keepOutput(stream, log, secrets.mask);
    // A server that exits immediately does not read it.
    server.stdin?.on('error', () => undefined);
    server.stdin?.end(this.parts.input?.());
    return server;
  }

  /** Waits until it accepts connections, as long as the condition holds. Returns whether it does. */
  private async untilReady(whileTrue: () => boolean): Promise<boolean> {
    const { title, codes, context: { id, reporter }, log } = this.parts;
    let reportedAt = performance.now();
    while (whileTrue()) {
      if (await this.isReady()) return true;
      if (performance.now() - reportedAt > REPORT_EVERY_MS) {
        reportedAt = performance.now();
        reporter.info(codes.starting, `${id}: ${title} does not accept connections yet; its log: ${log}`);
      }
      await delay(LOOK_EVERY_MS);
    }
    return false;
  }

  private async isReady(): Promise<boolean> {
    const { server } = this;
    const { host, port } = this.address!;
    const isReady = server?.pid !== undefined && await accepts(host, port) && hasPort(server.pid, port) && await this.parts.ready();
    this.hasBeenReady ||= isReady;
    return isReady && this.server === server;
  }

  private ended(server: ChildProcess | undefined, how: string): void {
    if (this.server !== server) return;
    this.server = undefined;
    const { title, codes, context, log } = this.parts;
    context.changed();
    if (this.stopping || context.closing.aborted) return;
    // One that never got ready does so after a long time, too: MariaDB, for example, waits for another process that has its data.
    const isShort = !this.hasBeenReady || performance.now() - this.startedAt < SHORT_LIFE_MS;
    this.shortLives = isShort ? this.shortLives + 1 : 0;
    const next = this.isOver ? '' : ' and is started again';
    context.reporter.error(codes.ended, `${context.id}: ${title} exited unexpectedly (${how})${next}; its log: ${log}`);
    if (!this.isOver) void this.restart();
  }

  private async restart(): Promise<void> {
    const { title, codes, context } = this.parts;
    await delay(RESTART_AFTER_MS, undefined, { signal: context.closing }).catch(() => undefined);
    await this.cleared;
    if (this.isOver || this.running) return;
    let server: ChildProcess | undefined;
    try {
      server = this.launch();
      // `start` still waits for it.
      if (this.starting) return;
      const isReady = await this.untilReady(() => this.server === server && !this.isOver);
      if (isReady) context.reporter.info(codes.started, `${context.id}: ${title} was restarted`);
      context.changed();
    } catch (error) {
      if (this.isOver) return;
      // This machine cannot start it (no memory is left), or cannot ask whether it is ready: that counts as its end.
      server ??= this.server;
      this.ended(server, messageOf(error));
      if (server?.kill('SIGKILL')) this.cleared = once(server, 'exit').then(() => undefined, () => undefined);
    }
  }
}

/** Servers log rejected input, which may contain a password. */
function keepOutput(stream: Readable, path: string, mask: SecretMask | undefined): void {
  const log = createWriteStream(path, { flags: 'a', mode: 0o600 });
  // The log is only for display: a full disk must not stop a server.
  log.on('error', () => undefined);
  const output = new MaskedOutput(mask);
  stream.on('data', (chunk: Buffer) => log.write(output.write(chunk)));
  stream.on('close', () => log.end(output.end()));
}
