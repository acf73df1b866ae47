import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';

export interface ShutdownSettings {
  /** How long new requests are still answered while clients go elsewhere. */
  readonly drainSeconds: number;
  /** How long all of it may take; then requests in flight are cut. */
  readonly timeoutSeconds: number;
}

/** Without an open connection for this long, nobody is about to send a request. */
const QUIET_MILLISECONDS = 250;
/** An iteration of the event loop that has nothing to do, and how long one is waited for. */
const QUICK_MILLISECONDS = 0.05;
const LONGEST_WAIT_MILLISECONDS = 1_000;

/**
 * Ends an HTTP server without resetting a request.
 *
 * A server that only closes resets what a client sends over a kept connection at that moment. This one goes on
 * answering for a bounded time, each time with `Connection: close`, so that clients leave by themselves; it closes
 * early when all have left.
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
      this.lastRequest = Date.now();
      if (this.stopping) {
        askToLeave(response);
      }
    });
  }

  /** Resolves when the server is closed; tells how many requests in flight had to be cut. */
  async run(): Promise<{ cut: number }> {
    const deadline = Date.now() + this.settings.timeoutSeconds * 1000;
    this.stopping = true;
    this.inFlight.forEach(askToLeave);

    await this.untilDeserted(Date.now() + this.settings.drainSeconds * 1000);
    const { closed } = await this.stopListening();
    await this.untilQuiet(deadline);
    await this.until(() => this.inFlight.size === 0, deadline);

    const cut = this.inFlight.size;
    this.server.closeAllConnections();
    await closed;
    return { cut };
  }

  /**
   * Not the HTTP server's own close: that one also ends connections whose request is still on its way. A connection that
   * the kernel has taken and the event loop has not is reset by any close, so it comes right after a quick iteration of
   * the loop in which nobody connected.
   */
  private async stopListening(): Promise<{ closed: Promise<void> }> {
    const patience = Date.now() + LONGEST_WAIT_MILLISECONDS;
    for (;;) {
      const [began, connected] = [performance.now(), this.connected];
      await new Promise((resolve) => setImmediate(resolve));
      const isQuick = performance.now() - began < QUICK_MILLISECONDS && this.connected === connected;
      if (isQuick || Date.now() >= patience) break;
    }
    return { closed: new Promise((resolve) => NetServer.prototype.close.call(this.server, () => resolve())) };
  }

  /** Connections that are there get the time to send what they are about to send. */
  private async untilQuiet(deadline: number): Promise<void> {
    const stopped = Date.now();
    for (;;) {
      const quietAt = Math.min(Math.max(this.lastRequest, stopped) + QUIET_MILLISECONDS, deadline);
      if (this.sockets.size === 0 || (this.inFlight.size === 0 && Date.now() >= quietAt) || Date.now() >= deadline) {
        return;
      }
      await this.until(() => this.sockets.size === 0 || this.inFlight.size === 0 && Date.now() >= quietAt, quietAt);
      await this.until(() => this.inFlight.size === 0, deadline);
    }
  }

  private async untilDeserted(deadline: number): Promise<void> {
    while (Date.now() < deadline) {
      await this.until(() => this.sockets.size === 0, deadline);
      const quietUntil = Math.min(Date.now() + QUIET_MILLISECONDS, deadline);
      await this.until(() => this.sockets.size > 0, quietUntil);
      if (this.sockets.size === 0) {
        return;
      }
    }
  }

  /** Waits for the condition, which can only change when a connection or a request comes or goes. */
  private async until(condition: () => boolean, deadline: number): Promise<void> {
    while (!condition() && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
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

function askToLeave(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}
