import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerUser } from './server-user';
import { MaskedOutput } from '../../messages/masked-output';
import type { MessageCode } from '../../messages/message-codes';
import type { SecretMask } from '../../messages/secret-mask';
import { ActionFailure } from '../../model/action-failure';
import { untilListening } from '../../system/listening';
import type { Address, ResourceContext } from '../shape/resource';

export interface ServerParts {
  /** Product name for messages, such as `PostgreSQL`. */
  readonly title: string;
  /** Codes of the messages that say that it exited unexpectedly, and that it was restarted. */
  readonly codes: { readonly ended: MessageCode; readonly started: MessageCode };
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

const PATIENCE_MS = 30_000;
/** Longer than a checkpoint takes. Committed data survives a SIGKILL as well. */
const LONGEST_STOP_MS = 10_000;
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
  private shortLives = 0;
  private stopping = false;

  constructor(private readonly parts: ServerParts) {}

  get running(): boolean {
    return this.server !== undefined;
  }

  /** Resolves when it accepts connections. */
  async start(argv: readonly string[], address: Address): Promise<void> {
    this.argv = argv;
    this.address = address;
    this.stopping = false;
    this.shortLives = 0;
    if (await this.launch()) return;
    const { title, context, log } = this.parts;
    await this.stop();
    throw new ActionFailure(`${context.id}: ${title} does not listen on port ${address.port}; its log: ${log}`);
  }

  async stop(): Promise<void> {
    const { server, parts: { stopSignal } } = this;
    this.stopping = true;
    if (!server) return;
    const ended = once(server, 'exit');
    server.kill(stopSignal);
    // A suspended process (SIGSTOP) could not shut down.
    server.kill('SIGCONT');
    const kill = setTimeout(() => server.kill('SIGKILL'), LONGEST_STOP_MS);
    await ended;
    clearTimeout(kill);
    this.server = undefined;
  }

  private async launch(): Promise<boolean> {
    const { user, context, log } = this.parts;
    const { host, port } = this.address!;
    const [program, ...args] = user.command(this.argv, this.parts.stopSignal);
    const server = spawn(program!, args, { cwd: '/', env: CLEAN, stdio: 'pipe' });
    for (const stream of [server.stdout, server.stderr]) keepOutput(stream, log, context.secrets.mask);
    // A server that exits immediately does not read it.
    server.stdin.on('error', () => undefined);
    server.stdin.end(this.parts.input?.());
    this.server = server;
    this.startedAt = performance.now();
    server.once('exit', (code, signal) => this.ended(server, signal ?? `exit status ${code}`));
    server.once('error', () => undefined);
    return await untilListening(host, port, PATIENCE_MS, context.closing) && this.untilReady();
  }

  private async untilReady(): Promise<boolean> {
    const end = performance.now() + PATIENCE_MS;
    while (this.running && !this.parts.context.closing.aborted && performance.now() < end) {
      if (await this.parts.ready()) return true;
      await delay(LOOK_EVERY_MS);
    }
    return false;
  }

  private ended(server: ChildProcess, how: string): void {
    if (this.server !== server) return;
    this.server = undefined;
    const { title, codes, context, log } = this.parts;
    context.changed();
    if (this.stopping || context.closing.aborted) return;
    this.shortLives = performance.now() - this.startedAt < SHORT_LIFE_MS ? this.shortLives + 1 : 0;
    const again = this.shortLives < MOST_SHORT_LIVES;
    const next = again ? ' and is started again' : '';
    context.reporter.error(codes.ended, `${context.id}: ${title} exited unexpectedly (${how})${next}; its log: ${log}`);
    if (again) void this.restart();
  }

  private async restart(): Promise<void> {
    const { title, codes, context } = this.parts;
    await delay(RESTART_AFTER_MS, undefined, { signal: context.closing }).catch(() => undefined);
    if (this.stopping || context.closing.aborted || this.running) return;
    if (await this.launch()) context.reporter.info(codes.started, `${context.id}: ${title} was restarted`);
    context.changed();
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
