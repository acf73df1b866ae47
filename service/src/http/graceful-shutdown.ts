import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export interface ShutdownSettings {
  /** How long new requests are still answered, until clients have moved to other hosts. */
  readonly drainSeconds: number;
  /** Limit for the whole shutdown; requests still in flight are then aborted. */
  readonly timeoutSeconds: number;
}

/** Without an open connection for this long, nobody is about to send a request. */
const QUIET_MILLISECONDS = 250;
/** Duration of an iteration of the event loop with nothing to do, and how long to wait for one. */
const QUICK_MILLISECONDS = 0.05;
const LONGEST_WAIT_MILLISECONDS = 1_000;

/**
 * Ends an HTTP server without resetting a request.
 *
 * A server that just closes resets requests that clients are sending over idle connections at that moment. This one
 * keeps answering for a limited time, always with `Connection: close`, so that clients disconnect by themselves; it
 * closes early when all have done so.
 */
export class GracefulShutdown {
  private readonly sockets = new Set<Socket>();
  private readonly inFlight = new Set<ServerResponse>();
  private stopping = false;
  private changed: () => void = () => undefined;
  private lastRequest = 0;
  private connected = 0;

  constructor(private readonly server: Server, private readonly settings: ShutdownSettings) {
    server.on('connection', (socket: Socket) => {
      this.connected += 1;
      this.track(this.sockets, socket);
    });
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.track(this.inFlight, response);
      this.lastRequest = performance.now();
      if (this.stopping) {
        askToLeave(response);
      }
    });
  }

  /** Resolves when the server is closed, with the number of requests that had to be aborted. */
  async run(): Promise<{ cut: number }> {
    const deadline = performance.now() + this.settings.timeoutSeconds * 1000;
    this.stopping = true;
    this.inFlight.forEach(askToLeave);

    await this.untilDeserted(performance.now() + this.settings.drainSeconds * 1000);
    const { closed } = await this.stopListening();
    await this.untilQuiet(deadline);
    await this.until(() => this.inFlight.size === 0, deadline);

    const cut = this.inFlight.size;
    this.server.closeAllConnections();
    await closed;
    return { cut };
  }

  /**
   * Does not use the HTTP server's own close, which also ends connections whose request is still on its way. Any close
   * resets connections that the kernel has accepted but the event loop has not seen yet, so it happens right after a quick
   * iteration of the loop in which nobody connected.
   */
  private async stopListening(): Promise<{ closed: Promise<void> }> {
    const patience = performance.now() + LONGEST_WAIT_MILLISECONDS;
    // An iteration that has begun may already have looked for connections.
    await turn();
    for (;;) {
      const [began, connected] = [performance.now(), this.connected];
      await turn();
      const isQuick = performance.now() - began < QUICK_MILLISECONDS && this.connected === connected;
      if (isQuick || performance.now() >= patience) break;
    }
    return { closed: new Promise((resolve) => NetServer.prototype.close.call(this.server, () => resolve())) };
  }

  /** Gives open connections time to send a request that is on its way. */
  private async untilQuiet(deadline: number): Promise<void> {
    const stopped = performance.now();
    for (;;) {
      // What arrived while this process stood still is read first.
      await turn();
      const quietAt = Math.min(Math.max(this.lastRequest, stopped) + QUIET_MILLISECONDS, deadline);
      if (this.sockets.size === 0 || (this.inFlight.size === 0 && performance.now() >= quietAt) || performance.now() >= deadline) {
        return;
      }
      await this.until(() => this.sockets.size === 0 || this.inFlight.size === 0 && performance.now() >= quietAt, quietAt);
      await this.until(() => this.inFlight.size === 0, deadline);
    }
  }

  private async untilDeserted(deadline: number): Promise<void> {
    while (performance.now() < deadline) {
      await this.until(() => this.sockets.size === 0, deadline);
      const quietUntil = Math.min(performance.now() + QUIET_MILLISECONDS, deadline);
      await this.until(() => this.sockets.size > 0, quietUntil);
      if (this.sockets.size === 0) {
        return;
      }
    }
  }

  /** Waits for the condition, which can only change when a connection or a request comes or goes. */
  private async until(condition: () => boolean, deadline: number): Promise<void> {
    while (!condition() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - performance.now());
        this.changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  private track<T extends Socket | ServerResponse>(open: Set<T>, item: T): void {
    open.add(item);
    item.once('close', () => {
      open.delete(item);
      this.changed();
    });
    this.changed();
  }
}

/** An iteration of the event loop, in which it reads what has arrived. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function askToLeave(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}
