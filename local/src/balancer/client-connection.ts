import type { Socket } from 'node:net';
import { Exchange, type ClientRequest, type ExchangeContext, type ExchangeOwner } from './exchange';

/**
 * One connection of a client. Requests that it pipelines wait for the answer to the one before: each may go to another target, and a
 * GET after a POST must see what the POST did.
 */
export class ClientConnection implements ExchangeOwner {
  readonly clientAddress: string;
  readonly openedAt = performance.now();
  /** How much of what the client sent belongs to requests that are over. */
  bytesOfRequests = 0;
  private readonly waiting: ClientRequest[] = [];
  private current?: Exchange;

  constructor(private readonly socket: Socket, private readonly context: ExchangeContext) {
    this.clientAddress = socket.remoteAddress ?? '';
    socket.once('close', () => {
      this.waiting.length = 0;
      this.current?.clientLeft();
    });
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  accept(incoming: ClientRequest): void {
    if (this.current) this.waiting.push(incoming);
    else this.begin(incoming);
  }

  /** The connection ends with the answer to the last request that has come on it, if that answer has not begun. */
  closeAfterAnswer(): void {
    const last = this.waiting.at(-1) ?? this.current?.client;
    if (last) last.response.shouldKeepAlive = false;
  }

  /** Nothing came or went for the idle timeout. */
  idle(): void {
    this.current?.clientIdle();
  }

  /** What the client sends is not HTTP any more. */
  broken(error: Error): void {
    this.waiting.length = 0;
    this.current?.clientBroken(error);
  }

  exchangeEnded(): void {
    this.current = undefined;
    this.bytesOfRequests = this.socket.bytesRead;
    // Not in this call: thousands of pipelined requests would be as many frames on the stack.
    if (this.waiting.length > 0) queueMicrotask(() => this.next());
  }

  private begin(incoming: ClientRequest): void {
    this.current = new Exchange(this.context, incoming, this);
    this.current.start();
  }

  private next(): void {
    const incoming = this.current ? undefined : this.waiting.shift();
    if (incoming) this.begin(incoming);
  }
}
