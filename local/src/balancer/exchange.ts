import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { PassThrough, type Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { answer } from './elb-answer';
import { explainFailure } from './failure';
import type { FailureLog } from './failure-log';
import { forward, type ForwardedRequest } from './forwarded-request';
import { readResponseHead } from './response-headers';
import type { SettingsInForce } from './settings-in-force';
import type { Statistics } from './statistics';
import { stickyTarget, stickyCookies } from './stickiness';
import type { Target } from './target';
import type { TargetConnection } from './target-connections';
import type { TargetGroup } from './target-group';
import { openTunnel } from './tunnel';
import type { LoadBalancerSettings, StickinessSettings } from '../model/target';

/** What all exchanges of a load balancer share. */
export interface ExchangeContext {
  readonly settings: SettingsInForce;
  readonly group: TargetGroup;
  readonly statistics: Statistics;
  readonly failures: FailureLog;
  readonly listenerPort: string;
}

export interface ClientRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Present when the client asks for a WebSocket: the first bytes that it sent after the request. */
  readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer };
}

/** The client's connection, which goes on to its next request when this one is over. */
export interface ExchangeOwner {
  readonly clientAddress: string;
  exchangeEnded(): void;
}

type Controller = Dispatcher.DispatchController;

/** Why the request to the target is given up; without a status there is nobody left to answer. */
class ClientFailure extends Error {
  constructor(message: string, readonly status?: 400 | 408) {
    super(message);
  }
}

/**
 * One request and its answer. It is the handler that undici calls, so that the bytes of the answer go from the target's socket to the
 * client's without a stream in between. Like ALB, it never sends a request twice.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private readonly startedAt = performance.now();
  private readonly settings: LoadBalancerSettings;
  private readonly stickiness?: StickinessSettings;
  private cookie?: string;
  private target?: Target;
  private connection?: TargetConnection;
  private idleSeconds?: number;
  private controller?: Controller;
  private body?: PassThrough;
  private abandoned?: ClientFailure;
  private status = 0;
  private remaining?: number;
  private bodyBegun = false;
  private settled = false;

  constructor(private readonly context: ExchangeContext, readonly client: ClientRequest, private readonly owner: ExchangeOwner) {
    this.settings = context.settings.loadBalancer;
    this.stickiness = context.settings.targetGroup.stickiness;
  }

  start(): void {
    const { listenerPort, group } = this.context;
    const forwarded = forward(this.client.request, { clientAddress: this.owner.clientAddress, listenerPort, settings: this.settings });
    if ('refusedWith' in forwarded) return this.answer(forwarded.refusedWith, forwarded.cause);
    this.cookie = forwarded.cookie;
    const target = group.choose(this.stickiness && stickyTarget(forwarded.cookie, this.stickiness));
    if (!target) return this.answer(503, 'no target is registered');
    this.send(forwarded, target);
  }

  /** The client's connection closed: what the target does for it is of no use any more. */
  clientLeft(): void {
    this.abandon(new ClientFailure('the client left'));
  }

  /** The client neither sent nor took anything for the idle timeout. While it waits for the target, the target's timeout decides. */
  clientIdle(): void {
    const { request } = this.client;
    if (this.status === 0 && !request.complete) this.abandon(new ClientFailure('the client stopped in the middle of its request', 408));
    else if (request.socket.writableLength > 0) request.socket.destroy();
  }

  /** The rest of the request is not HTTP. */
  clientBroken(error: Error): void {
    if (this.status > 0) this.client.request.socket.destroy();
    else this.abandon(new ClientFailure(`the client's request is not valid: ${error.message}`, 400));
  }

  onRequestStart(controller: Controller): void {
    this.controller = controller;
    if (this.abandoned) controller.abort(this.abandoned);
  }

  onRequestUpgrade(controller: Controller, status: number, _headers: unknown, socket: Duplex): void {
    const { upgrade, request, response } = this.client;
    if (!upgrade || !this.target || !this.connection || this.abandoned) {
      socket.destroy();
      return;
    }
    response.detachSocket(request.socket);
    this.target.tunnel(socket, this.connection);
    this.context.statistics.upgraded();
    this.settle();
    openTunnel({
      client: upgrade.socket,
      clientHead: upgrade.head,
      target: socket,
      status,
      headers: rawHeadersOf(controller),
      idleTimeoutSeconds: this.settings.idleTimeoutSeconds,
    });
  }

  onResponseStart(controller: Controller, status: number, _headers: unknown, statusMessage?: string): void {
    if (status < 200) return;
    const { headers, contentLength, keepAlive } = readResponseHead(rawHeadersOf(controller));
    const { target, context, stickiness } = this;
    if (target && keepAlive !== undefined && target.keepAliveSeconds === undefined) context.failures.learnKeepAlive(target, keepAlive);
    if (target && stickiness) headers.push(...stickyCookies(target.address.id, stickiness, this.cookie, headers));
    this.client.response.writeHead(status, statusMessage, headers);
    this.status = status;
    this.remaining = contentLength;
    // A body that does not come at once (server-sent events, say) must not hold the head back.
    process.nextTick(flushHead, this);
  }

  flushHead(): void {
    if (!this.settled && !this.bodyBegun) this.client.response.flushHeaders();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const { response } = this.client;
    this.bodyBegun = true;
    if (chunk.length === this.remaining) {
      response.end(chunk);
      return;
    }
    if (this.remaining !== undefined) this.remaining -= chunk.length;
    if (response.write(chunk)) return;
    controller.pause();
    response.once('drain', () => controller.resume());
  }

  onResponseEnd(_controller: Controller, trailers: OutgoingHttpHeaders): void {
    const { response } = this.client;
    if (!response.writableEnded) {
      if (Object.keys(trailers).length > 0) response.addTrailers(trailers);
      response.end();
    }
    this.context.statistics.targetAnswered(this.status, performance.now() - this.startedAt);
    this.release();
    this.settle();
  }

  onResponseError(_controller: Controller, error: Error): void {
    if (this.settled) return;
    const { target, connection } = this;
    if (target && connection) target.fail(connection);
    if (this.abandoned) return this.giveUp(this.abandoned);
    if (!target) throw error;
    const { status, cause } = explainFailure(error, {
      target: target.address,
      idleTimeoutSeconds: this.settings.idleTimeoutSeconds,
      answering: this.status > 0,
      idleSeconds: this.idleSeconds,
      seconds: (performance.now() - this.startedAt) / 1000,
      keepAliveSeconds: target.keepAliveSeconds,
    });
    this.answer(status, cause);
  }

  private send(forwarded: ForwardedRequest, target: Target): void {
    const connection = target.begin();
    this.target = target;
    this.connection = connection;
    const timeout = Math.ceil(this.settings.idleTimeoutSeconds * 1000);
    if (connection.answered > 0) this.idleSeconds = (this.startedAt - connection.idleSince) / 1000;
    connection.client.dispatch({
      method: forwarded.method,
      path: forwarded.path,
      headers: forwarded.headers,
      body: forwarded.hasBody ? this.requestBody() : null,
      upgrade: this.client.upgrade ? 'websocket' : null,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    }, this);
  }

  /** A stream of its own: when the target fails, undici destroys the body, and the client must still get its answer. */
  private requestBody(): PassThrough {
    this.body = new PassThrough();
    this.body.on('error', (error) => this.body?.destroy(error));
    return this.client.request.pipe(this.body);
  }

  /** The answer is the load balancer's own. When the target's has begun already, all that is left is to break it off. */
  private answer(status: number, cause: string): void {
    const { response, request } = this.client;
    this.context.statistics.elbAnswered(status);
    this.context.failures.add(status, cause, this.target?.address.id);
    if (this.status > 0) request.socket.destroy();
    else answer(response, status, this.abandoned ? ['Connection', 'close'] : []);
    this.settle();
  }

  private abandon(reason: ClientFailure): void {
    if (this.settled || this.abandoned) return;
    this.abandoned = reason;
    this.controller?.abort(reason);
  }

  private giveUp({ status, message }: ClientFailure): void {
    if (status !== undefined) return this.answer(status, message);
    this.context.statistics.clientClosed();
    this.settle();
  }

  private release(): void {
    if (this.target && this.connection) this.target.end(this.connection);
  }

  /** What the client still sends of a request that is answered already is read and thrown away, so that its connection stays usable. */
  private settle(): void {
    this.settled = true;
    const { request, upgrade } = this.client;
    if (!request.complete && !upgrade) {
      if (this.body) request.unpipe(this.body);
      request.resume();
    }
    this.owner.exchangeEnded();
  }
}

/** A function with an argument, for the next tick of every request: cheaper than a closure for each. */
function flushHead(exchange: Exchange): void {
  exchange.flushHead();
}

function rawHeadersOf(controller: Controller): readonly (Buffer | string)[] {
  return Array.isArray(controller.rawHeaders) ? controller.rawHeaders : [];
}
