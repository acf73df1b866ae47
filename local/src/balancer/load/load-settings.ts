import type { LoadStep } from './load-scenario';
import { UserError } from '../../messages/user-error';

/** Enough to see every dropped request of a rollout, and little enough for a laptop that runs the fleet as well. */
const MAX_RATE = 500;
const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** An answer, as `observe` sees it. */
interface ObservedResponse {
  readonly path: string;
  readonly status: number;
  /** The first 64 KiB. */
  readonly body: string;
  header(name: string): string | undefined;
}

export interface LoadOptions {
  /** Where the load balancer listens; only this machine is allowed. */
  readonly url: string;
  /** What the load balancer proves with that it is this one, in PEM, where it serves HTTPS. */
  readonly certificate?: string;
  /** Requests a second, 500 at most. */
  readonly rate: number;
  /**
   * Asked in turn, with GET.
   * @default - `/`
   */
  readonly paths?: readonly string[];
  /**
   * What is sent in turn, instead of `paths`.
   * @default - GET of each of `paths`
   */
  readonly steps?: readonly LoadStep[];
  /**
   * One request in so many closes its connection, so that new connections are part of the load.
   * @default 10
   */
  readonly freshConnectionEvery?: number;
  /**
   * A request without a whole answer by then is dropped.
   * @default 10
   */
  readonly timeoutSeconds?: number;
  /**
   * Names what an answer came from (a version, say); the report counts the names. Is asked about 2xx and 3xx only.
   * @default - nothing is observed, and bodies are not read
   */
  readonly observe?: (response: ObservedResponse) => string | undefined;
}

export function checkLoadOptions({ url, rate }: LoadOptions): void {
  const { hostname, protocol } = new URL(url);
  if ((protocol !== 'http:' && protocol !== 'https:') || !LOCAL_HOSTS.includes(hostname)) {
    throw new UserError(`the load goes only to this machine (http://127.0.0.1:PORT), got: ${url}`);
  }
  if (!(rate > 0 && rate <= MAX_RATE)) {
    throw new UserError(`the load's rate must be more than 0 and at most ${MAX_RATE} requests a second, got: ${rate}`);
  }
}
