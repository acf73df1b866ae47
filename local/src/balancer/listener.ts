import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ClientConnection } from './client-connection';
import type { ExchangeContext } from './exchange';
import type { SettingsInForce } from './settings-in-force';
import { UserError } from '../messages/user-error';

const HOST = '127.0.0.1';
/** How often slow heads are looked for. An idle timeout below four seconds (in tests) is looked after more often. */
const CHECK_MS = 1000;

/** The server in front, on 127.0.0.1 only. */
export class Listener {
  port = 0;
  private readonly server: Server;
  private readonly connections = new Set<ClientConnection>();
  private readonly context: Omit<ExchangeContext, 'listenerPort'>;
  private exchanges?: ExchangeContext;
  private checking?: NodeJS.Timeout;
  private draining?: Promise<void>;

  constructor(private readonly settings: SettingsInForce, context: Omit<ExchangeContext, 'listenerPort' | 'settings'>) {
    this.context = { ...context, settings };
    // A client that has closed its side of the connection still gets its answers.
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.opened(socket));
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const refused = (error: NodeJS.ErrnoException) => reject(explain(error, port));
      this.server.once('error', refused);
      this.server.listen(port, HOST, () => {
        this.server.off('error', refused);
        resolve();
      });
    });
    // A connection that could not be accepted, for want of file descriptors, say.
    this.server.on('error', (error) => this.context.failures.unforeseen(error));
    this.port = (this.server.address() as AddressInfo).port;
    this.exchanges = { ...this.context, listenerPort: String(this.port) };
    this.settingsChanged();
  }

  /** Another idle timeout counts at once, for the connections that are open, too. */
  settingsChanged(): void {
    const { idleMs } = this;
    for (const connection of this.connections) connection.idleTimeoutChanged(idleMs);
    clearInterval(this.checking);
    this.checking = setInterval(() => this.checkDeadlines(), Math.min(CHECK_MS, Math.ceil(idleMs / 4)));
  }

  /**
   * Takes no new connections; the open ones end with the answer to their next request, or when they have been idle for long enough. An
   * idle one is not closed before: its client may be sending just then. Ends with the last connection.
   */
  async drain(): Promise<void> {
    this.draining ??= this.closeServer();
    for (const connection of this.connections) connection.closeAfterAnswer();
    return this.draining;
  }

  async close(): Promise<void> {
    const closed = this.draining ?? this.closeServer();
    for (const connection of this.connections) connection.destroy();
    await closed;
  }

  private get idleMs(): number {
    return Math.ceil(this.settings.loadBalancer.idleTimeoutSeconds * 1000);
  }

  private async closeServer(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    clearInterval(this.checking);
  }

  private opened(socket: Socket): void {
    if (!this.exchanges) {
      socket.destroy();
      return;
    }
    const connection = new ClientConnection(socket, this.exchanges);
    this.connections.add(connection);
    socket.setTimeout(this.idleMs);
    socket.once('close', () => this.connections.delete(connection));
  }

  private checkDeadlines(): void {
    const now = performance.now();
    for (const connection of this.connections) connection.checkDeadline(now);
  }
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new UserError(`port ${port} on ${HOST} is taken by another program; end that program or choose another port`);
  }
  if (error.code === 'EACCES') return new UserError(`port ${port} on ${HOST} needs more rights than this user has; choose a port above 1023`);
  return error;
}
