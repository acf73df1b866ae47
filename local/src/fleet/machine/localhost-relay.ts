import { connect, createServer, type Server } from 'node:net';
import { allListeners, type ListeningSocket } from './listeners';
import type { Listener } from '../../model/instance';
import { LOCALHOST } from '../host-address';

const LOOK_EVERY_MS = 100;
/** Few applications (those in Java) use sockets of IPv6 for an address of IPv4, and looking at them costs more. */
const LOOKS_WITHOUT_IPV6 = 9;

const open = new Set<LocalhostRelay>();
let timer: NodeJS.Timeout | undefined;
let looks = 0;

/**
 * Makes an application that listens on its host's own address reachable at 127.0.0.1 as well: on AWS, where `HOST` is 0.0.0.0, a hook's
 * `curl localhost:$PORT` reaches it. It listens only while the application does, so that the next one may listen on all addresses, which
 * includes 127.0.0.1.
 */
export class LocalhostRelay {
  private server?: Server;
  /** Set while the relay is open. */
  private socket?: ListeningSocket;

  constructor(private readonly application: Listener) {
    // Where machines have no loopback address but this one, the application is there already.
    if (application.address === LOCALHOST) return;
    open.add(this);
    timer ??= setInterval(lookAll, LOOK_EVERY_MS).unref();
  }

  /** Follows the application now: before something starts that may ask for it, or take its place. */
  look(): void {
    if (open.has(this)) this.follow(allListeners(), true);
  }

  close(): void {
    open.delete(this);
    this.stopListening();
    if (open.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  follow(listeners: readonly ListeningSocket[], withIpv6: boolean): void {
    const { address, port } = this.application;
    const found = listeners.find((each) => each.port === port && each.address === address);
    if (found) {
      this.socket = found;
      this.server ??= this.listen();
    } else if (withIpv6 || !this.socket?.isIpv6) {
      this.stopListening();
    }
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
    this.socket = undefined;
  }
}

function lookAll(): void {
  looks += 1;
  const withIpv6 = looks % (LOOKS_WITHOUT_IPV6 + 1) === 0;
  const listeners = allListeners({ withIpv6 });
  for (const relay of open) relay.follow(listeners, withIpv6);
}
