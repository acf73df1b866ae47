import type { Server } from 'node:http';

/** How long an Application Load Balancer keeps an idle connection, unless told otherwise. */
const LOAD_BALANCER_IDLE_SECONDS = 60;

/**
 * The side that closes first must be the load balancer: a request that it sends over a connection which the
 * application is just closing becomes a 502. Node's own default is 5 seconds.
 */
export function outliveLoadBalancer(server: Server): void {
  server.keepAliveTimeout = (LOAD_BALANCER_IDLE_SECONDS + 5) * 1000;
  server.headersTimeout = (LOAD_BALANCER_IDLE_SECONDS + 10) * 1000;
}
