import type { Socket } from 'node:net';
import { elbAnswer } from './elb-answer';
import { explainFailure } from './failure';
import type { FailureLog } from './failure-log';
import type { Firewall } from './firewall';
import { forwardAnswer, forwardInterim } from './forwarded-answer';
import { forward, type ForwardedRequest } from './forwarded-request';
import type { AnswerHead } from './http/answer-head';
import type { Framing } from './http/body-reader';
import { HttpFault } from './http/fault';
import type { Fields } from './http/fields';
import type { Outgoing, OutgoingMark } from './http/outgoing';
import type { RequestHead } from './http/request-head';
import type { SettingsInForce } from './settings-in-force';
import type { Statistics } from './statistics';
import { stickyTarget, stickyCookies } from './stickiness';
import type { Target } from './target';
import type { AnswerHandler, TargetConnection } from './target-connection';
import { TargetSilent } from './target-failures';
import type { TargetGroups } from './target-groups';
import type { LoadBalancerSettings, StickinessSettings } from '../model/target';

/** Shared by all exchanges of a load balancer. */
export interface ExchangeContext {
  readonly settings: SettingsInForce;
  readonly firewall: Firewall;
  readonly group: TargetGroups;
  readonly statistics: Statistics;
  readonly failures: FailureLog;
  readonly listenerPort: string;
  readonly protocol: 'http' | 'https';
}

/** The client's connection, which continues with the next request when this one is over. */
export interface ExchangeOwner {
  readonly clientAddress: string;
  readonly clientPort: number | undefined;
  readonly out: Outgoing;
  /** False if its client has finished, it is too old, or its listener is closing. */
  readonly mayStayOpen: boolean;
  /** Part of the response is still waiting to be sent to the client. */
  readonly isBehind: boolean;
  pauseBody(): void;
  resumeBody(): void;
  /** Closes the connection immediately: the only way to show that a response is incomplete. */
  breakOff(how: { readonly reset: boolean }): void;
  exchangeEnded(keepAlive: boolean): void;
  tunnel(opening: string, target: Socket, targetHead: Buffer): void;
  guarded(work: () => void): void;
}

/** Why the request to the target was abandoned; no status if there is nobody left to answer. */
interface Abandoned {
  readonly cause: string;
  readonly status?: 400 | 408;
}

/** For a response of the load balancer itself. */
interface AnswerOptions {
  readonly keepAlive?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A connection that has been idle at most this long is checked again after one turn of the event loop, which delivers a close that has
 * already arrived.
 */
const FRESH_MS = 5;
/** Not allowed in trailers, because they would change the meaning of the head, or concern the connection. */
const NO_TRAILERS = /^(transfer-encoding|content-length|connection|keep-alive|proxy-connection|upgrade|trailer|te|host|set-cookie|content-.*)$/;

/** One request and its response. Like ALB, it never sends a request twice. */
export class Exchange implements AnswerHandler {
  private readonly startedAt = performance.now();
  private readonly settings: LoadBalancerSettings;
  private readonly stickiness?: StickinessSettings;
  private cookie?: string;
  private target?: Target;
  private connection?: TargetConnection;
  private idleSeconds?: number;
  private sent = false;
  private early: Buffer[] = [];
  private requestComplete: boolean;
  private continued = false;
  private paused = false;
  private status = 0;
  /** State before the target's response, to return to. */
  private beforeAnswer?: OutgoingMark;
  private framing: Framing = 0;
  private keepAlive = false;
  private settled = false;

  constructor(private readonly context: ExchangeContext, readonly request: RequestHead, private readonly owner: ExchangeOwner) {
    this.settings = context.settings.loadBalancer;
    this.stickiness = context.settings.targetGroup.stickiness;
    this.requestComplete = request.framing === 0;
  }

  start(): void {
    const limit = this.context.firewall.stops(this.owner.clientAddress);
    if (limit) return this.answer(limit.status, `${limit.name}: more than ${limit.requests} requests from one address`, { headers: limit.headers });
    const forwarded = this.forward();
    if (!forwarded) return;
    this.cookie = forwarded.cookie;
    const target = this.context.group.choose(
      this.stickiness && stickyTarget(forwarded.cookie, this.stickiness), (name) => headerOf(this.request.fields, name));
    if (!target) return this.answer(503, 'no target is registered');
    if (this.request.expectsContinue) this.sayContinue();
    this.target = target;
    this.connection = target.begin();
    const { answered, idleSince } = this.connection;
    const fresh = answered === 0 || this.startedAt - idleSince < FRESH_MS;
    if (fresh) this.send(forwarded.head);
    else setImmediate(() => this.owner.guarded(() => this.send(forwarded.head)));
  }

  /** Handles part of the request's body. */
  body(data: Buffer): void {
    if (!this.sent) this.early.push(data);
    else if (this.connection) this.addBody(this.connection, data);
  }

  bodyEnded(): void {
    this.requestComplete = true;
    if (this.sent && this.connection) this.endBody(this.connection);
  }

  /** Everything that arrived together has been processed: time to write. */
  flushBody(): void {
    if (this.sent && this.connection && !this.connection.out.flush()) this.owner.pauseBody();
  }

  /** The client's connection closed, so the target's work is of no use any more. */
  clientLeft(): void {
    this.abandon({ cause: 'the client left' });
  }

  /**
   * The client neither sent nor received anything for the idle timeout. While the client waits for the target, the target's timeout applies
   * instead.
   */
  clientIdle(): void {
    if (this.owner.isBehind) return this.owner.breakOff({ reset: true });
    if (this.status > 0 || this.requestComplete || this.connection?.isBehind) return;
    this.abandon({ cause: 'the client stopped in the middle of its request', status: 408 });
  }

  /** The rest of the request is not valid HTTP. */
  clientBroken({ message }: HttpFault): void {
    if (this.status > 0) this.owner.breakOff({ reset: false });
    else this.abandon({ cause: `the client's request is not valid: ${message}`, status: 400 });
  }

  /** The client can receive more of the response. */
  clientDrained(): void {
    if (!this.paused) return;
    this.paused = false;
    this.connection?.resume();
  }

  drained(): void {
    this.owner.resumeBody();
  }

  silent(): void {
    if (this.paused) return this.connection?.waitAgain();
    if (!this.requestComplete && this.status === 0 && !this.connection?.isBehind) return this.clientIdle();
    this.connection?.destroy(new TargetSilent());
  }

  interim(head: AnswerHead): void {
    if (this.request.minorVersion === 0 || (head.status === 100 && this.continued)) return;
    if (head.status === 100) this.continued = true;
    this.owner.out.add(forwardInterim(head));
  }

  answered(head: AnswerHead): void {
    const { target, context, stickiness, owner, request } = this;
    const { minorVersion, method, keepAlive } = request;
    const recipient = { minorVersion, method, keepAlive: keepAlive && !request.isWebSocket && owner.mayStayOpen };
    const answer = forwardAnswer(head, recipient, this.settings.responseHeaders);
    const { keepAliveHint, cookies } = answer;
    if (target && keepAliveHint !== undefined && target.keepAliveSeconds === undefined) context.failures.learnKeepAlive(target, keepAliveHint);
    let lines = answer.head;
    if (target && stickiness) {
      for (const each of stickyCookies(target.address.id, stickiness, this.cookie, cookies)) lines += `Set-Cookie: ${each}\r\n`;
    }
    this.beforeAnswer = owner.out.mark;
    owner.out.add(`${lines}\r\n`);
    this.status = head.status;
    this.framing = answer.framing;
    this.keepAlive = answer.keepAlive;
  }

  data(data: Buffer): void {
    if (this.framing === 'chunked') this.owner.out.addChunk(data);
    else this.owner.out.addBytes(data);
  }

  turnOver(): void {
    if (this.settled || this.owner.out.flush() || this.paused) return;
    this.paused = true;
    this.connection?.pause();
  }

  ended(trailers: Fields | undefined, reusable: boolean): void {
    this.owner.guarded(() => {
      if (this.framing === 'chunked') this.owner.out.add(`0\r\n${trailers ? trailerLines(trailers) : ''}\r\n`);
      this.context.statistics.targetAnswered(this.status, performance.now() - this.startedAt);
      this.release(reusable);
      this.settle(this.keepAlive);
    });
  }

  switched(head: AnswerHead, socket: Socket, rest: Buffer): void {
    const { target, connection } = this;
    if (!target || !connection || this.settled) {
      socket.destroy();
      return;
    }
    this.settled = true;
    target.tunnel(socket, connection);
    this.context.statistics.upgraded();
    this.owner.tunnel(forwardInterim(head), socket, rest);
  }

  failed(error: Error): void {
    if (!this.settled) this.owner.guarded(() => this.fail(error));
  }

  private fail(error: Error): void {
    const { target, connection } = this;
    this.release(false);
    if (!target) throw error;
    const { status, cause } = explainFailure(error, {
      target: target.address,
      idleTimeoutSeconds: this.settings.idleTimeoutSeconds,
      answering: this.status > 0,
      idleSeconds: this.idleSeconds,
      seconds: (performance.now() - this.startedAt) / 1000,
      keepAliveSeconds: target.keepAliveSeconds,
      whyClosed: connection?.localPort === undefined ? undefined : target.address.whyClosed?.(connection.localPort),
    });
    this.answer(status, cause);
  }

  private forward(): ForwardedRequest | undefined {
    const { clientAddress, clientPort } = this.owner;
    const { listenerPort, protocol } = this.context;
    try {
      return forward(this.request, { clientAddress, clientPort, listenerPort, protocol, settings: this.settings });
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      this.answer(error.status, error.message);
      return undefined;
    }
  }

  private sayContinue(): void {
    this.continued = true;
    this.owner.out.add('HTTP/1.1 100 Continue\r\n\r\n');
    this.owner.out.flush();
  }

  private send(head: string): void {
    if (this.settled || !this.target || !this.connection) return;
    if (!this.connection.usable) this.connection = this.target.replace(this.connection);
    const { connection } = this;
    if (connection.answered > 0) this.idleSeconds = (this.startedAt - connection.idleSince) / 1000;
    this.sent = true;
    connection.send(this.request, head, this);
    for (const data of this.early.splice(0)) this.addBody(connection, data);
    if (this.requestComplete) this.endBody(connection);
    this.flushBody();
  }

  private addBody({ out }: TargetConnection, data: Buffer): void {
    if (this.request.framing === 'chunked') out.addChunk(data);
    else out.addBytes(data);
  }

  private endBody(connection: TargetConnection): void {
    if (this.request.framing === 'chunked') connection.out.add('0\r\n\r\n');
    connection.requestEnded();
  }

  /** Responds on behalf of the load balancer. If part of the target's response has been sent already, the connection can only be broken off. */
  private answer(status: number, cause: string, { keepAlive = true, headers }: AnswerOptions = {}): void {
    this.context.statistics.elbAnswered(status);
    this.context.failures.add(status, cause, this.target?.address.id);
    if (this.beforeAnswer && !this.owner.out.takeBack(this.beforeAnswer)) {
      this.settled = true;
      return this.owner.breakOff({ reset: this.framing === 'close' });
    }
    const goesOn = keepAlive && this.request.keepAlive && !this.request.isWebSocket && this.owner.mayStayOpen;
    this.owner.out.add(elbAnswer(status, {
      method: this.request.method, keepAlive: goesOn, headers: { ...this.settings.responseHeaders, ...headers },
    }));
    this.settle(goesOn);
  }

  private abandon({ status, cause }: Abandoned): void {
    if (this.settled) return;
    // Must be first, so that the target connection's end is not reported as a failure.
    this.settled = true;
    this.release(false);
    if (status !== undefined) return this.answer(status, cause, { keepAlive: false });
    this.context.statistics.clientClosed();
    this.owner.exchangeEnded(false);
  }

  private release(reusable: boolean): void {
    const { target, connection } = this;
    this.connection = undefined;
    if (!target || !connection) return;
    if (this.paused) connection.resume();
    if (reusable) target.end(connection);
    else target.fail(connection);
  }

  private settle(keepAlive: boolean): void {
    this.settled = true;
    this.owner.exchangeEnded(keepAlive);
  }
}

function trailerLines({ names, lowerCase, values }: Fields): string {
  return names.map((name, index) => (NO_TRAILERS.test(lowerCase[index] as string) ? '' : `${name}: ${values[index]}\r\n`)).join('');
}

function headerOf({ lowerCase, values }: Fields, name: string): string | undefined {
  return values[lowerCase.indexOf(name.toLowerCase())];
}
