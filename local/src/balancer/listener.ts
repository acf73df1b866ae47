import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ClientConnection } from './client-connection';
import type { ExchangeContext } from './exchange';
import type { SettingsInForce } from './settings-in-force';
import { UserError } from '../messages/user-error';
import type { ServerCertificate } from '../model/target';

const HOST = '127.0.0.1';
/** How often slow heads are looked for. An idle timeout below four seconds (in tests) is looked after more often. */
const CHECK_MS = 1000;

/** The server in front, on 127.0.0.1 only. */
export class Listener {
  port = 0;
  private readonly server: Server;
  private readonly connections = new Set<ClientConnection>();
  /** Those that have not agreed on TLS yet. */
  private readonly greeting = new Set<Socket>();
  private readonly context: Omit<ExchangeContext, 'listenerPort'>;
  private exchanges?: ExchangeContext;
  private checking?: NodeJS.Timeout;
  private draining?: Promise<void>;

  constructor(
    private readonly settings: SettingsInForce,
    context: Omit<ExchangeContext, 'listenerPort' | 'protocol' | 'settings'>,
    readonly certificate?: ServerCertificate,
  ) {
    this.context = { ...context, settings, protocol: certificate ? 'https' : 'http' };
    // A client that has closed its side of the connection still gets its answers.
    const options = { allowHalfOpen: true, noDelay: true };
    this.server = certificate
      ? createTlsServer({ ...options, key: certificate.key, cert: certificate.certificate, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' },
        (socket) => this.opened(socket)).on('connection', (socket) => this.greeted(socket))
      : createServer(options, (socket) => this.opened(socket));
  }

  get url(): string {
    return `${this.context.protocol}://${HOST}:${this.port}`;
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
    for (const socket of this.greeting) socket.destroy();
    await closed;
  }

  private get idleMs(): number {
    return Math.ceil(this.settings.loadBalancer.idleTimeoutSeconds * 1000);
  }

  private async closeServer(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    clearInterval(this.checking);
  }

  /** A client that never agrees on TLS must not keep the listener from closing; one that does is a connection next. */
  private greeted(socket: Socket): void {
    this.greeting.add(socket);
    socket.once('close', () => this.greeting.delete(socket));
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
