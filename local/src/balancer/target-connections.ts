import { TargetConnection } from './target-connection';

/**
 * The connections to one target, without an upper limit: like with ALB, a request never waits for another one. The most recently used
 * connection is reused first, so that those left by a burst reach the idle timeout.
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

  /** Closes idle connections now, and busy ones when they are released. */
  closeIdle(): void {
    this.closed = true;
    for (const connection of this.idle.splice(0)) this.discard(connection);
  }

  /** The idle timeout has changed. A connection keeps the one it was opened with, so all are replaced by new ones. */
  replaceAll(): void {
    for (const connection of this.all) connection.outdated = true;
    for (const connection of this.idle.splice(0)) this.discard(connection);
  }

  discard(connection: TargetConnection, error?: Error): void {
    this.all.delete(connection);
    connection.destroy(error);
  }

  /** Breaks all connections immediately; requests in flight fail with this error. */
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

  /** Called when a connection has closed, whichever side closed it. */
  private forget(connection: TargetConnection): void {
    this.all.delete(connection);
    const index = this.idle.indexOf(connection);
    if (index >= 0) this.idle.splice(index, 1);
  }
}
