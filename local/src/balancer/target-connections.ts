import { TargetConnection } from './target-connection';

/**
 * The connections to one target, with no upper limit: like ALB, a request never waits for another one. The connection that was used
 * last is used first, so that the ones a burst has left behind reach the idle timeout.
 */
export class TargetConnections {
  private readonly all = new Set<TargetConnection>();
  private readonly idle: TargetConnection[] = [];
  private closed = false;

  constructor(private readonly address: { readonly host: string; readonly port: number }, private readonly idleTimeoutSeconds: () => number) {}

  acquire(): TargetConnection {
    for (let connection = this.idle.pop(); connection; connection = this.idle.pop()) {
      if (connection.usable) return connection;
      this.discard(connection);
    }
    return this.open();
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

  discard(connection: TargetConnection, error?: Error): void {
    this.all.delete(connection);
    connection.destroy(error);
  }

  /** Every connection breaks now; what is in flight fails with this error. */
  destroy(error: Error): void {
    this.closed = true;
    this.idle.length = 0;
    for (const connection of this.all) this.discard(connection, error);
  }

  private open(): TargetConnection {
    const { host, port } = this.address;
    const connection = new TargetConnection(host, port, Math.ceil(this.idleTimeoutSeconds() * 1000), (closed) => this.forget(closed));
    this.all.add(connection);
    return connection;
  }

  /** It has closed, whoever did it. */
  private forget(connection: TargetConnection): void {
    this.all.delete(connection);
    const index = this.idle.indexOf(connection);
    if (index >= 0) this.idle.splice(index, 1);
  }
}
