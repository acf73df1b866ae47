import type { LoadStep } from './load-scenario';
import { UserError } from '../../messages/user-error';

/** Enough to notice every dropped request of a rollout, but not too much for a laptop that also runs the fleet. */
const MAX_RATE = 500;
const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** A response as passed to `observe`. */
interface ObservedResponse {
  readonly path: string;
  readonly status: number;
  /** The first 64 KiB. */
  readonly body: string;
  header(name: string): string | undefined;
}

export interface LoadOptions {
  /** Address of the load balancer; must be on this machine. */
  readonly url: string;
  /** The load balancer's certificate in PEM, if it serves HTTPS. */
  readonly certificate?: string;
  /** Requests per second, at most 500. */
  readonly rate: number;
  /** Paths to request in turn, with GET. @default - `/` */
  readonly paths?: readonly string[];
  /** Requests to send in turn, instead of `paths`. @default - GET of each of `paths` */
  readonly steps?: readonly LoadStep[];
  /** One request out of this many closes its connection, so that new connections are part of the load. @default 10 */
  readonly freshConnectionEvery?: number;
  /** A request without a complete response by then counts as dropped. @default 10 */
  readonly timeoutSeconds?: number;
  /**
   * Returns a label for the response (a version, for example); the report counts the labels. Only called for 2xx and 3xx. @default -
   * nothing is observed, and bodies are not read
   */
  readonly observe?: (response: ObservedResponse) => string | undefined;
  /** Whether a response comes from a placeholder instead of the application. @default - every response is the application's */
  readonly isPlaceholder?: (response: ObservedResponse) => boolean;
}

export function checkLoadOptions({ url, rate }: LoadOptions): void {
  const { hostname, protocol } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || !LOCAL_HOSTS.includes(hostname)) {
    throw new UserError(`the load is only sent to this machine (http://127.0.0.1:PORT), got: ${url}`);
  }
  if (!(rate > 0 && rate <= MAX_RATE)) {
    throw new UserError(`the load's rate must be more than 0 and at most ${MAX_RATE} requests per second, got: ${rate}`);
  }
}
