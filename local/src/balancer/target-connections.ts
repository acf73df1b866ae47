import { Client, buildConnector } from 'undici';

/** ALB gives a target 10 seconds to accept a connection. */
export const CONNECT_TIMEOUT_SECONDS = 10;
/** ALB's limit for all header fields of a target's answer. */
const MAX_RESPONSE_HEADER_BYTES = 32 * 1024;
/**
 * undici shortens its idle timeout to what a target's `Keep-Alive: timeout=` asks for, less this threshold. ALB does not
 * look at that header, so the threshold is made so low that the load balancer's own idle timeout always wins.
 */
const IGNORE_KEEP_ALIVE_HINT = -365 * 24 * 3600 * 1000;

/** One connection to a target, with what is needed to tell why it broke. */
export interface TargetConnection {
  readonly client: Client;
  /** Requests answered on the present socket. */
  answered: number;
  /** When the last answer on the present socket ended, on the clock of `performance.now()`. */
  idleSince: number;
  /** Made with an idle timeout that is not in force any more: closes after the answer that it is busy with. */
  outdated: boolean;
}

/**
 * The connections to one target, with no upper limit: like ALB, a request never waits for another one. The connection that was used
 * last is used first, so that the ones a burst has left behind reach the idle timeout.
 */
export class TargetConnections {
  private readonly all = new Set<TargetConnection>();
  private readonly idle: TargetConnection[] = [];
  private readonly connect = buildConnector({ timeout: CONNECT_TIMEOUT_SECONDS * 1000 });
  private closed = false;

  constructor(private readonly origin: string, private readonly idleTimeoutSeconds: () => number) {}

  acquire(): TargetConnection {
    return this.idle.pop() ?? this.open();
  }

  release(connection: TargetConnection): void {
    connection.answered += 1;
    connection.idleSince = performance.now();
    if (this.closed || connection.outdated) this.discard(connection);
    else this.idle.push(connection);
  }

  /** Idle connections close now, busy ones as soon as they are released. */
  closeIdle(): void {
    this.closed = true;
    for (const connection of this.idle.splice(0)) this.discard(connection);
  }

  /** The idle timeout is another one now. A connection keeps the one that it was made with, so new ones take their place. */
  replaceAll(): void {
    for (const connection of this.all) connection.outdated = true;
    for (const connection of this.idle.splice(0)) this.discard(connection);
  }

  discard(connection: TargetConnection, error: Error | null = null): void {
    this.all.delete(connection);
    void connection.client.destroy(error);
  }

  /** Every connection breaks now; what is in flight fails with this error. */
  destroy(error: Error): void {
    this.closed = true;
    this.idle.length = 0;
    for (const connection of this.all) this.discard(connection, error);
  }

  private open(): TargetConnection {
    const idleMs = this.idleTimeoutSeconds() * 1000;
    const client = new Client(this.origin, {
      connect: this.connect,
      pipelining: 1,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: idleMs,
      keepAliveTimeoutThreshold: IGNORE_KEEP_ALIVE_HINT,
      maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
    });
    const connection = { client, answered: 0, idleSince: 0, outdated: false };
    client.on('disconnect', () => this.disconnected(connection));
    this.all.add(connection);
    return connection;
  }

  /** Whoever closed it: a connection that was idle is forgotten, a busy one opens again for its next request. */
  private disconnected(connection: TargetConnection): void {
    connection.answered = 0;
    const index = this.idle.indexOf(connection);
    if (index < 0) return;
    this.idle.splice(index, 1);
    this.discard(connection);
  }
}
