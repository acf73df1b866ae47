import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { ClientConnection } from './client-connection';
import type { ExchangeContext } from './exchange';
import type { SettingsInForce } from './settings-in-force';
import { UserError } from '../messages/user-error';
import type { ServerCertificate } from '../model/target';

const HOST = '127.0.0.1';
/** Connections that wait to be accepted; Node.js's own 511 are too few after a pause of this process. The kernel has its own limit. */
const BACKLOG = 4096;
/** Interval for checking for slow clients. With an idle timeout below four seconds (in tests), checks are more frequent. */
const CHECK_MS = 1000;

/** The server that accepts clients, on 127.0.0.1 only. */
export class Listener {
  port = 0;
  private readonly server: Server;
  private readonly connections = new Set<ClientConnection>();
  /** Connections whose TLS handshake is not complete. */
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
    // A client that has closed its side of the connection still gets its responses.
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
      this.server.listen(port, HOST, BACKLOG, () => {
        this.server.off('error', refused);
        resolve();
      });
    });
    // A connection could not be accepted, for example because of missing file descriptors.
    this.server.on('error', (error) => this.context.failures.unforeseen(error));
    this.port = (this.server.address() as AddressInfo).port;
    this.exchanges = { ...this.context, listenerPort: String(this.port) };
    this.settingsChanged();
  }

  /** A new idle timeout applies immediately, even to open connections. */
  settingsChanged(): void {
    const { idleMs } = this;
    for (const connection of this.connections) connection.idleTimeoutChanged(idleMs);
    clearInterval(this.checking);
    this.checking = setInterval(() => this.checkDeadlines(), Math.min(CHECK_MS, Math.ceil(idleMs / 4)));
  }

  /**
   * Stops accepting connections; open ones end after the response to their next request, or when they have been idle for the idle timeout.
   * Idle connections are not closed earlier, because their client may just be sending. Resolves with the last connection.
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

  /** A client that never completes the TLS handshake must not keep the listener open; one that does becomes a normal connection. */
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
    return new UserError(`port ${port} on ${HOST} is in use by another program; end that program or choose another port`);
  }
  if (error.code === 'EACCES') return new UserError(`port ${port} on ${HOST} requires more privileges than this user has; choose a port above 1023`);
  return error;
}
