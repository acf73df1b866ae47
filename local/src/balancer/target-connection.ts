import { connect, type Socket } from 'node:net';
import { MAX_ANSWER_HEAD, parseAnswerHead, type AnswerHead } from './http/answer-head';
import { BodyReader } from './http/body-reader';
import { HttpFault } from './http/fault';
import type { Fields } from './http/fields';
import { HeadCollector } from './http/head-collector';
import { Outgoing } from './http/outgoing';
import { AnswerHeadTooLarge, AnswerIncomplete, ConnectTimeout, ConnectionClosed } from './target-failures';
import { callAfter } from '../system/deadline';

/** ALB gives a target 10 seconds to accept a connection. */
export const CONNECT_TIMEOUT_SECONDS = 10;
/** After this many interim responses, the target counts as failed. */
const MAX_INTERIM_ANSWERS = 1000;
const VERSION = 'HTTP/1.';

export interface SentRequest {
  readonly method: string;
  readonly isWebSocket: boolean;
}

/** Receives the response to a request. `ended`, `switched` and `failed` are final: whichever comes first is the last call. */
export interface AnswerHandler {
  interim(head: AnswerHead): void;
  answered(head: AnswerHead): void;
  data(data: Buffer): void;
  /** Everything that arrived together has been delivered: time to write. */
  turnOver(): void;
  ended(trailers: Fields | undefined, reusable: boolean): void;
  /** The connection is no longer HTTP; the handler takes it over. */
  switched(head: AnswerHead, socket: Socket, rest: Buffer): void;
  failed(error: Error): void;
  /** The target can receive more of the request's body. */
  drained(): void;
  /** Nothing was sent or received for the idle timeout. */
  silent(): void;
}

/** A connection to a target, with one request at a time. */
export class TargetConnection {
  /** Number of requests answered on it. */
  answered = 0;
  /** When the last response ended, on the clock of `performance.now()`. */
  idleSince = 0;
  /** Opened with an outdated idle timeout: closes after its current response. */
  outdated = false;
  /** This side's, known once it is connected. */
  localPort?: number;
  readonly out: Outgoing;
  private readonly socket: Socket;
  private readonly collector = new HeadCollector();
  private readonly endConnecting: () => void;
  private handler?: AnswerHandler;
  private request: SentRequest = { method: '', isWebSocket: false };
  private requestComplete = false;
  private head?: AnswerHead;
  private body?: BodyReader;
  private interimAnswers = 0;

  constructor(host: string, port: number, private readonly idleMs: number, private readonly closedWhileIdle: (connection: TargetConnection) => void) {
    this.socket = connect({ host, port, noDelay: true });
    this.out = new Outgoing(this.socket);
    this.endConnecting = callAfter(CONNECT_TIMEOUT_SECONDS * 1000, () => this.socket.destroy(new ConnectTimeout()));
    this.socket.setTimeout(idleMs);
    this.socket.on('connect', () => {
      this.endConnecting();
      this.localPort = this.socket.localPort;
    });
    this.socket.on('data', (chunk: Buffer) => this.read(chunk));
    this.socket.on('drain', () => this.guarded(() => this.handler?.drained()));
    this.socket.on('end', () => this.guarded(() => this.endOfStream()));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.closed());
    this.socket.on('timeout', () => this.guarded(() => this.timedOut()));
  }

  /** Whether it can be written to, as far as is known. */
  get usable(): boolean {
    return !this.socket.destroyed && !this.socket.readableEnded;
  }

  /** The head is sent with the first part of the body, or by `flush`. */
  send(request: SentRequest, head: string, handler: AnswerHandler): void {
    this.request = request;
    this.handler = handler;
    this.requestComplete = false;
    this.interimAnswers = 0;
    this.out.add(head);
  }

  requestEnded(): void {
    this.requestComplete = true;
  }

  /** Whether part of the request is still waiting to be sent to the target. */
  get isBehind(): boolean {
    return this.socket.writableLength > 0;
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** The silence was not the target's fault: restart the timeout. */
  waitAgain(): void {
    this.socket.setTimeout(this.idleMs);
  }

  destroy(error?: Error): void {
    this.socket.destroy();
    this.fail(error ?? new ConnectionClosed());
  }

  /** An unexpected error closes this connection, nothing else. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error as Error);
      this.socket.destroy();
    }
  }

  private read(chunk: Buffer): void {
    const { handler } = this;
    if (!handler) {
      // Unsolicited bytes would be taken for the next response.
      this.socket.destroy();
      return;
    }
    this.guarded(() => {
      let rest = chunk;
      while (rest.length > 0 && this.handler === handler) rest = this.body ? this.readBody(this.body, rest) : this.readHead(handler, rest);
      handler.turnOver();
    });
  }

  private readHead(handler: AnswerHandler, bytes: Buffer): Buffer {
    const collected = this.collector.add(bytes);
    if (!collected) {
      this.checkBeginning(this.collector.partial);
      return bytes.subarray(bytes.length);
    }
    const { text, rest } = collected;
    if (text.length > MAX_ANSWER_HEAD) throw new AnswerHeadTooLarge();
    const head = parseAnswerHead(text, this.request.method);
    if (head.status === 101) return this.switch(handler, head, rest);
    if (head.status < 200) {
      this.interimAnswers += 1;
      if (this.interimAnswers > MAX_INTERIM_ANSWERS) throw new HttpFault(`it follows more than ${MAX_INTERIM_ANSWERS} interim responses`);
      handler.interim(head);
      return rest;
    }
    this.head = head;
    handler.answered(head);
    this.body = new BodyReader(head.framing, (data) => handler.data(data));
    if (this.body.complete) this.finish(this.body, rest);
    return rest;
  }

  private readBody(body: BodyReader, bytes: Buffer): Buffer {
    const rest = bytes.subarray(body.read(bytes));
    if (body.complete) this.finish(body, rest);
    return rest;
  }

  private switch(handler: AnswerHandler, head: AnswerHead, rest: Buffer): Buffer {
    if (!this.request.isWebSocket) throw new HttpFault('it switches protocols, which was not requested');
    this.handler = undefined;
    for (const event of ['data', 'drain', 'end', 'timeout']) this.socket.removeAllListeners(event);
    this.socket.setTimeout(0);
    handler.switched(head, this.socket, rest);
    return rest.subarray(rest.length);
  }

  private checkBeginning(bytes: Buffer | undefined): void {
    if (!bytes) return;
    if (bytes.length > MAX_ANSWER_HEAD) throw new AnswerHeadTooLarge();
    const beginning = bytes.toString('latin1', 0, VERSION.length);
    if (!VERSION.startsWith(beginning) && beginning !== '\r') throw new HttpFault('it does not begin with HTTP/1');
  }

  /**
   * Bytes after a response answer no request, so the connection is not reused. Nor is it after a refused upgrade: Node.js no longer answers
   * a request on it that it cannot parse, and that one may be another client's.
   */
  private finish(body: BodyReader, rest: Buffer): void {
    const { handler, head, request } = this;
    const reusable = head?.keepAlive === true && !request.isWebSocket && this.requestComplete && rest.length === 0 && this.usable;
    this.handler = undefined;
    this.head = undefined;
    this.body = undefined;
    handler?.ended(body.trailers, reusable);
  }

  private endOfStream(): void {
    if (!this.handler) return this.closed();
    const { body, head } = this;
    if (!body || !head) return this.fail(new ConnectionClosed());
    if (head.framing === 'close') this.finish(body, Buffer.alloc(0));
    else this.fail(typeof head.framing === 'number' ? new AnswerIncomplete() : new ConnectionClosed());
  }

  private timedOut(): void {
    if (this.handler) this.handler.silent();
    else this.socket.destroy();
  }

  private fail(error: Error): void {
    const { handler } = this;
    this.handler = undefined;
    handler?.failed(error);
  }

  private closed(): void {
    this.endConnecting();
    this.fail(new ConnectionClosed());
    this.closedWhileIdle(this);
  }
}
