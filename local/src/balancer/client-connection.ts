import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { clientHasGone } from './client-presence';
import { elbAnswer } from './elb-answer';
import { Exchange, type ExchangeContext, type ExchangeOwner } from './exchange';
import { BodyReader } from './http/body-reader';
import { HttpFault } from './http/fault';
import { HeadCollector } from './http/head-collector';
import { Outgoing } from './http/outgoing';
import { checkBeginningOfRequest, parseRequestHead } from './http/request-head';
import { openTunnel } from './tunnel';

/** After this many requests of one connection in one turn of the event loop, others get a turn. */
const REQUESTS_A_TURN = 32;
/** How long to keep reading from a client after its last response: closing on unread bytes would reset the connection and lose the response. */
const LINGER_MS = 2000;
const LINGER_BYTES = 1024 * 1024;

/**
 * One client connection. A request is read when the previous one is over: each may go to a different target, a GET after a POST must see
 * its effect, and whatever follows a valid request cannot harm it. Early data is kept in one buffer, and reading pauses.
 */
export class ClientConnection implements ExchangeOwner {
  readonly clientAddress: string;
  readonly clientPort: number | undefined;
  readonly out: Outgoing;
  private readonly openedAt = performance.now();
  private readonly collector = new HeadCollector();
  private exchange?: Exchange;
  private body?: BodyReader;
  /** Bytes that arrived after the request in progress. */
  private pending?: Buffer;
  private reading = false;
  private closing = false;
  private lastRequest = false;
  private deadline = Infinity;
  private discarded = 0;

  constructor(private readonly socket: Socket, private readonly context: ExchangeContext) {
    this.clientAddress = socket.remoteAddress ?? '';
    this.clientPort = socket.remotePort;
    this.out = new Outgoing(socket);
    socket.on('data', (chunk: Buffer) => this.guarded(() => this.received(chunk)));
    socket.on('drain', () => this.guarded(() => this.drained()));
    socket.on('end', () => this.guarded(() => this.clientHasSaidAll()));
    socket.on('timeout', () => this.guarded(() => this.idle()));
    // The close event follows and is handled there.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.guarded(() => this.exchange?.clientLeft()));
  }

  /** Stays open while pipelined requests are waiting. */
  get mayStayOpen(): boolean {
    if (this.pending) return true;
    return !this.lastRequest && performance.now() - this.openedAt <= this.context.settings.loadBalancer.clientKeepAliveSeconds * 1000;
  }

  get isBehind(): boolean {
    return this.socket.writableLength > 0;
  }

  /** Closes the connection after the response to the latest request received, if that response has not begun. */
  closeAfterAnswer(): void {
    this.lastRequest = true;
  }

  idleTimeoutChanged(milliseconds: number): void {
    this.socket.setTimeout(milliseconds);
  }

  /** Called periodically: a head has to be complete in time, and so has a close. */
  checkDeadline(now: number): void {
    if (now < this.deadline) return;
    if (this.closing) this.socket.destroy();
    else this.guarded(() => this.refuse(408, 'the client stopped in the middle of its request'));
  }

  destroy(): void {
    this.socket.destroy();
  }

  pauseBody(): void {
    if (this.body) this.socket.pause();
  }

  resumeBody(): void {
    if (this.body) this.socket.resume();
  }

  breakOff({ reset }: { readonly reset: boolean }): void {
    // A TLS connection that did not end properly does not look complete either.
    if (reset && !(this.socket instanceof TLSSocket)) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  exchangeEnded(keepAlive: boolean): void {
    this.exchange = undefined;
    this.out.flush();
    if (!keepAlive) return this.endGracefully();
    // Discards the rest of a request that has already been answered, so that the connection stays usable.
    if (this.body) this.socket.resume();
    else if (!this.reading) this.readOn();
  }

  tunnel(opening: string, target: Socket, targetHead: Buffer): void {
    this.exchange = undefined;
    for (const event of ['data', 'drain', 'end', 'timeout']) this.socket.removeAllListeners(event);
    const { idleTimeoutSeconds } = this.context.settings.loadBalancer;
    openTunnel({ client: this.socket, clientHead: this.pending, target, targetHead, opening, idleTimeoutSeconds });
    this.pending = undefined;
  }

  /** An unexpected error closes and reports this connection, nothing else. */
  guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.context.failures.unforeseen(error);
      this.socket.destroy();
    }
  }

  private received(chunk: Buffer): void {
    if (!this.closing) return this.read(this.pending ? Buffer.concat([this.pending, chunk]) : chunk);
    this.discarded += chunk.length;
    if (this.discarded > LINGER_BYTES) this.socket.destroy();
  }

  private read(bytes: Buffer): void {
    let rest = bytes;
    let requests = 0;
    this.pending = undefined;
    this.reading = true;
    try {
      while (rest.length > 0 && !this.closing) {
        if (this.body) {
          rest = this.readBody(this.body, rest);
          continue;
        }
        if (this.exchange || this.socket.writableNeedDrain || requests >= REQUESTS_A_TURN) break;
        requests += 1;
        rest = this.readHead(rest);
      }
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      this.refuseRest(error);
      return;
    } finally {
      this.reading = false;
    }
    this.pending = undefined;
    this.exchange?.flushBody();
    if (rest.length > 0 && !this.closing) this.keep(rest);
    else if (this.socket.readableEnded && !this.exchange) this.clientHasSaidAll();
  }

  private readHead(bytes: Buffer): Buffer {
    const collected = this.collector.add(bytes);
    if (!collected) {
      const { partial } = this.collector;
      if (partial) checkBeginningOfRequest(partial);
      if (partial && this.deadline === Infinity) this.deadline = performance.now() + this.context.settings.loadBalancer.idleTimeoutSeconds * 1000;
      return bytes.subarray(bytes.length);
    }
    this.deadline = Infinity;
    const request = parseRequestHead(collected.text);
    if (request.framing !== 0) this.body = new BodyReader(request.framing, (data) => this.exchange?.body(data));
    if (collected.rest.length > 0 && request.framing === 0) this.pending = collected.rest;
    this.exchange = new Exchange(this.context, request, this);
    this.exchange.start();
    return collected.rest;
  }

  private readBody(body: BodyReader, bytes: Buffer): Buffer {
    const rest = bytes.subarray(body.read(bytes));
    if (body.complete) {
      this.body = undefined;
      this.exchange?.bodyEnded();
    }
    return rest;
  }

  /** Beyond this, reading pauses until the next request's turn. A client that leaves is then only noticed when writing to it. */
  private keep(rest: Buffer): void {
    this.pending = rest;
    this.socket.pause();
    if (!this.exchange && !this.socket.writableNeedDrain) setImmediate(() => this.readOn());
  }

  /** The previous response is finished or has been received by the client: continue with the next request. */
  private readOn(): void {
    if (this.closing || this.exchange || this.socket.destroyed || this.socket.writableNeedDrain) return;
    const { pending } = this;
    if (pending) this.guarded(() => this.read(pending));
    else if (this.socket.readableEnded) this.endGracefully();
    if (!this.pending) this.socket.resume();
  }

  private drained(): void {
    if (this.exchange) this.exchange.clientDrained();
    else this.readOn();
  }

  /** The client has closed its side; it may still be waiting for responses. */
  private clientHasSaidAll(): void {
    if (this.closing) return;
    const whole = 'the client closed the connection before its request was whole';
    if (this.body && this.exchange) this.refuseRest(new HttpFault(whole));
    else if (this.body) this.socket.destroy();
    else if (this.exchange) this.watchPresence(this.exchange);
    else if (this.collector.partial) this.refuse(400, `the client's request is not valid: ${whole}`);
    else if (!this.pending) this.endGracefully();
  }

  private watchPresence(waiting: Exchange): void {
    void clientHasGone(this.socket).then((gone) => {
      if (gone && this.exchange === waiting) this.socket.destroy();
    });
  }

  private idle(): void {
    if (this.closing) this.socket.destroy();
    else if (this.exchange) this.exchange.clientIdle();
    else if (this.collector.partial) this.refuse(408, 'the client stopped in the middle of its request');
    else this.socket.destroy();
  }

  /** The input is not HTTP, either at the start of a request or in the middle of one. */
  private refuseRest(fault: HttpFault): void {
    const { exchange, body } = this;
    this.body = undefined;
    if (exchange && body) exchange.clientBroken(fault);
    else if (body) this.socket.destroy();
    else this.refuse(fault.status, fault.status === 400 ? `the client's request is not valid: ${fault.message}` : fault.message);
  }

  private refuse(status: number, cause: string): void {
    this.context.statistics.elbAnswered(status);
    this.context.failures.add(status, cause);
    this.out.add(elbAnswer(status, { keepAlive: false, headers: this.context.settings.loadBalancer.responseHeaders }));
    this.endGracefully();
  }

  private endGracefully(): void {
    if (this.closing) return;
    this.closing = true;
    this.pending = undefined;
    this.body = undefined;
    this.deadline = performance.now() + LINGER_MS;
    this.out.flush();
    this.socket.end();
    this.socket.resume();
  }
}
