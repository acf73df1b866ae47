import { HttpFault } from './http/fault';
import type { RequestHead } from './http/request-head';
import { continueTrace } from './trace-id';
import type { LoadBalancerSettings } from '../model/target';

const MAX_FORWARDED_ADDRESSES = 30;
/** Names allowed by `routing.http.drop_invalid_header_fields.enabled`. */
const VALID_NAME = /^[-A-Za-z0-9]+$/;
/** Headers that a client cannot have removed by naming them in `Connection`, because the request would change its meaning. */
const NEVER_REMOVED = new Set(['host', 'content-length', 'transfer-encoding']);

/** A client's request as sent to the target. */
export interface ForwardedRequest {
  /** The outgoing head: the client's headers in their order and spelling, without connection headers, plus those of the load balancer. */
  readonly head: string;
  readonly cookie: string | undefined;
}

export interface ForwardingOptions {
  readonly clientAddress: string;
  readonly clientPort: number | undefined;
  readonly listenerPort: string;
  readonly protocol: 'http' | 'https';
  readonly settings: LoadBalancerSettings;
}

export function forward(request: RequestHead, options: ForwardingOptions): ForwardedRequest {
  const { clientAddress, clientPort, listenerPort, protocol, settings } = options;
  const { names, lowerCase, values } = request.fields;
  const removed = request.connection.length === 0 ? undefined : namedBy(request.connection);
  let lines = '';
  let host = request.authority;
  let forwardedFor: string | undefined;
  let traceId: string | undefined;
  let cookie: string | undefined;
  for (let i = 0; i < names.length; i += 1) {
    const name = lowerCase[i] as string;
    const value = values[i] as string;
    // Headers named in `Connection` are removed before ours are added, so that a client cannot remove ours.
    if (removed?.has(name)) continue;
    switch (name) {
      case 'connection':
      case 'keep-alive':
      case 'proxy-connection':
      case 'upgrade':
      case 'http2-settings':
      case 'te':
      case 'trailer':
      case 'expect':
      case 'transfer-encoding':
      case 'x-forwarded-proto':
      case 'x-forwarded-port':
        continue;
      case 'host':
        lines += `${names[i]}: ${host ?? value}\r\n`;
        host = '';
        continue;
      case 'x-forwarded-for':
        forwardedFor = forwardedFor === undefined ? value : `${forwardedFor}, ${value}`;
        continue;
      case 'x-amzn-trace-id':
        traceId = value;
        continue;
      case 'cookie':
        cookie = cookie === undefined ? value : `${cookie}; ${value}`;
        break;
    }
    if (settings.dropInvalidHeaderFields && !VALID_NAME.test(name)) continue;
    lines += `${names[i]}: ${value}\r\n`;
  }
  if (forwardedFor !== undefined && forwardedFor.split(',').length > MAX_FORWARDED_ADDRESSES) {
    throw new HttpFault(`X-Forwarded-For has more than ${MAX_FORWARDED_ADDRESSES} addresses`, 463);
  }
  // HTTP/1.0 does not require Host, but the target's HTTP/1.1 does.
  if (host !== '') lines = `Host: ${host ?? `127.0.0.1:${listenerPort}`}\r\n${lines}`;
  const client = settings.forwardedForClientPort ? `${clientAddress}:${clientPort}` : clientAddress;
  const addresses = forwardedAddresses(forwardedFor, client, settings);
  if (addresses !== undefined) lines += `X-Forwarded-For: ${addresses}\r\n`;
  lines += `X-Forwarded-Proto: ${protocol}\r\nX-Forwarded-Port: ${listenerPort}\r\nX-Amzn-Trace-Id: ${continueTrace(traceId)}\r\n`;
  if (request.framing === 'chunked') lines += 'Transfer-Encoding: chunked\r\n';
  lines += request.isWebSocket ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n' : 'Connection: keep-alive\r\n';
  return { head: `${request.method} ${request.path} HTTP/1.1\r\n${lines}\r\n`, cookie };
}

/** The `X-Forwarded-For` for the target, if any. */
function forwardedAddresses(given: string | undefined, client: string, { forwardedForMode }: LoadBalancerSettings): string | undefined {
  if (forwardedForMode === 'remove') return undefined;
  if (forwardedForMode === 'preserve') return given;
  return given ? `${given}, ${client}` : client;
}

/** HTTP requires intermediaries to remove headers named in `Connection`. */
function namedBy(connection: readonly string[]): ReadonlySet<string> {
  return new Set(connection.filter((name) => !NEVER_REMOVED.has(name)));
}
