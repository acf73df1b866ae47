import type { Server } from 'node:http';

/** Default idle timeout of an Application Load Balancer. */
const LOAD_BALANCER_IDLE_SECONDS = 60;

/**
 * Ensures that the load balancer closes idle connections first: a request sent over a connection that the application
 * is just closing would become a 502. Node's own default is 5 seconds.
 */
export function outliveLoadBalancer(server: Server): void {
  server.keepAliveTimeout = (LOAD_BALANCER_IDLE_SECONDS + 5) * 1000;
  server.headersTimeout = (LOAD_BALANCER_IDLE_SECONDS + 10) * 1000;
}
