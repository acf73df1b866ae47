import { connect, createServer, type Server } from 'node:net';
import { allListeners } from './listeners';
import type { Listener } from '../../model/instance';
import { LOCALHOST } from '../host-address';

const LOOK_EVERY_MS = 100;

const open = new Set<LocalhostRelay>();
let timer: NodeJS.Timeout | undefined;

/**
 * Makes an application that listens on its host's own address reachable at 127.0.0.1 as well: on AWS, where `HOST` is 0.0.0.0, a hook's
 * `curl localhost:$PORT` reaches it. It listens only while the application does, so that the next one may listen on all addresses, which
 * includes 127.0.0.1.
 */
export class LocalhostRelay {
  private server?: Server;

  constructor(private readonly application: Listener) {
    // Where machines have no loopback address but this one, the application is there already.
    if (application.address === LOCALHOST) return;
    open.add(this);
    timer ??= setInterval(lookAll, LOOK_EVERY_MS).unref();
  }

  /** Follows the application now: before something starts that may ask for it, or take its place. */
  look(): void {
    if (open.has(this)) this.follow(allListeners());
  }

  close(): void {
    open.delete(this);
    this.stopListening();
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  follow(listeners: readonly Listener[]): void {
    const { address, port } = this.application;
    const isWanted = listeners.some((each) => each.port === port && each.address === address);
    if (!isWanted) this.stopListening();
    else this.server ??= this.listen();
  }

  private listen(): Server {
    const { address: host, port } = this.application;
    const server = createServer({ allowHalfOpen: true }, (client) => {
      const target = connect({ host, port, allowHalfOpen: true });
      // What is broken on one side is broken on the other.
      client.on('error', () => target.destroy());
      target.on('error', () => client.resetAndDestroy());
      client.pipe(target).pipe(client);
    });
    // Another program has the port: the application is not at 127.0.0.1, which is looked at again.
    server.on('error', () => {
      if (this.server === server) this.server = undefined;
    });
    // It listens at the next tick, and may have been closed by then.
    server.on('listening', () => {
      if (this.server !== server) server.close();
    });
    return server.listen({ host: LOCALHOST, port, exclusive: true }).unref();
  }

  private stopListening(): void {
    this.server?.close();
    this.server = undefined;
  }
}

function lookAll(): void {
  const listeners = allListeners();
  for (const relay of open) relay.follow(listeners);
}
