import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import { Server as NetServer, Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { ClientConnection } from './client-connection';
import { rawAnswer } from './elb-answer';
import type { ExchangeContext } from './exchange';
import type { SettingsInForce } from './settings-in-force';
import { UserError } from '../messages/user-error';

/** The request line may take 16 KiB and the header fields 64 KiB; the HTTP server counts both together. */
const MAX_HEAD_BYTES = (16 + 64) * 1024;
const HOST = '127.0.0.1';
/** How often slow heads are looked for. An idle timeout below four seconds (in tests) is looked after more often. */
const CHECK_MS = 1000;

/** The HTTP server in front, on 127.0.0.1 only. */
export class Listener {
  port = 0;
  private readonly server: Server;
  private readonly sockets = new Map<Duplex, ClientConnection | undefined>();
  private readonly context: Omit<ExchangeContext, 'listenerPort'>;
  private exchanges?: ExchangeContext;
  private draining?: Promise<void>;

  constructor(private readonly settings: SettingsInForce, context: Omit<ExchangeContext, 'listenerPort' | 'settings'>) {
    this.context = { ...context, settings };
    this.server = createServer({
      maxHeaderSize: MAX_HEAD_BYTES,
      // A request may last as long as bytes keep coming; only its head has to be complete within the idle timeout.
      requestTimeout: 0,
      headersTimeout: this.idleMs,
      // The timeout of the socket counts between requests, too. One more would be set and cleared with each request, and told in each answer.
      keepAliveTimeout: 0,
      connectionsCheckingInterval: Math.min(CHECK_MS, Math.ceil(this.idleMs / 4)),
    });
    this.settingsChanged();
    this.server.on('connection', (socket: Socket) => this.opened(socket));
    this.server.on('request', (request, response) => this.accept(request, response));
    this.server.on('checkContinue', (request, response) => {
      response.writeContinue();
      this.accept(request, response);
    });
    this.server.on('upgrade', (request, socket, head) => this.acceptUpgrade(request, socket, head));
    this.server.on('connect', (_request, socket) => this.refuse(socket, 400, 'the method CONNECT is not supported'));
    this.server.on('timeout', (socket) => this.idle(socket));
    this.server.on('clientError', (error, socket) => this.refuseBroken(error, socket));
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(explain(error, port)));
      this.server.listen(port, HOST, resolve);
    });
    this.port = (this.server.address() as AddressInfo).port;
    this.exchanges = { ...this.context, listenerPort: String(this.port) };
  }

  /** Another idle timeout counts at once, for the connections that are open, too. */
  settingsChanged(): void {
    const { idleMs } = this;
    this.server.timeout = idleMs;
    this.server.headersTimeout = idleMs;
    for (const socket of this.sockets.keys()) if (socket instanceof Socket) socket.setTimeout(idleMs);
  }

  /**
   * Takes no new connections; the open ones end with the answer to their next request, or when they have been idle for long enough. An
   * idle one is not closed before: its client may be sending just then. Ends with the last connection.
   */
  async drain(): Promise<void> {
    // Not the HTTP server's own way to close, which closes idle connections.
    this.draining ??= new Promise<void>((resolve) => NetServer.prototype.close.call(this.server, () => resolve()));
    void this.draining.then(() => this.server.close());
    for (const connection of this.sockets.values()) connection?.closeAfterAnswer();
    return this.draining;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets.keys()) socket.destroy();
    await Promise.all([closed, this.draining]);
  }

  private get idleMs(): number {
    return Math.ceil(this.settings.loadBalancer.idleTimeoutSeconds * 1000);
  }

  private opened(socket: Socket): void {
    this.sockets.set(socket, undefined);
    socket.once('close', () => this.sockets.delete(socket));
  }

  private accept(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.connectionOf(request.socket);
    const maximumAge = this.settings.loadBalancer.clientKeepAliveSeconds * 1000;
    if (this.draining || performance.now() - connection.openedAt > maximumAge) response.shouldKeepAlive = false;
    connection.accept({ request, response });
  }

  /** Only WebSockets are upgraded. Whoever offers something else (HTTP/2, say) gets an ordinary answer. */
  private acceptUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (hasBody(request)) return this.refuse(socket, 400, 'a request for an upgrade has a body');
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(request.socket);
    // The server has let go of this socket: what it does for others has to be done here.
    socket.on('error', () => socket.destroy());
    socket.on('drain', () => response.emit('drain'));
    response.once('finish', () => socket.end());
    const isWebSocket = request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket';
    this.connectionOf(request.socket).accept({ request, response, ...(isWebSocket && { upgrade: { socket, head } }) });
  }

  private connectionOf(socket: Socket): ClientConnection {
    const known = this.sockets.get(socket);
    if (known) return known;
    if (!this.exchanges) throw new Error('a request before the load balancer listens');
    const connection = new ClientConnection(socket, this.exchanges);
    this.sockets.set(socket, connection);
    return connection;
  }

  private idle(socket: Socket): void {
    const connection = this.sockets.get(socket);
    if (connection?.busy) connection.idle();
    else if (socket.bytesRead > (connection?.bytesOfRequests ?? 0)) this.refuse(socket, 408, 'the client stopped in the middle of its request');
    else socket.destroy();
  }

  /** What the client sent is not HTTP: instead of a request, or in the middle of one. */
  private refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
    const connection = this.sockets.get(socket);
    const silent = error.code === 'ECONNRESET' || (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && (socket as Socket).bytesRead === 0);
    if (silent || !socket.writable) socket.destroy();
    else if (connection?.busy) connection.broken(error);
    else this.refuse(socket, statusOf(error), `the client's request is not valid: ${error.message}`);
  }

  private refuse(socket: Duplex, status: number, cause: string): void {
    this.context.statistics.elbAnswered(status);
    this.context.failures.add(status, cause);
    socket.end(rawAnswer(status));
  }
}

function statusOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT': return 408;
    case 'HPE_PAUSED_H2_UPGRADE':
    case 'HPE_INVALID_VERSION': return 505;
    default: return 400;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new UserError(`port ${port} on ${HOST} is taken by another program; end that program or choose another port`);
  if (error.code === 'EACCES') return new UserError(`port ${port} on ${HOST} needs more rights than this user has; choose a port above 1023`);
  return error;
}
