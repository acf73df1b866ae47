import type { IncomingMessage } from 'node:http';
import { continueTrace } from './trace-id';
import type { LoadBalancerSettings } from '../model/target';

/** ALB's limits for what a client sends, in bytes. The one for the whole head is the HTTP server's `maxHeaderSize`. */
const MAX_REQUEST_LINE = 16 * 1024;
const MAX_HEADER = 16 * 1024;
const MAX_FORWARDED_ADDRESSES = 30;
/** What `routing.http.drop_invalid_header_fields.enabled` lets through. */
const VALID_NAME = /^[-A-Za-z0-9]+$/;
const ABSOLUTE_URL = /^https?:\/\/[^/?#]*/i;

/** What a client's request becomes for the target. */
export interface ForwardedRequest {
  readonly method: string;
  readonly path: string;
  /** name, value, name, value: in the client's order and spelling, less what belongs to its connection only. */
  readonly headers: string[];
  readonly hasBody: boolean;
  readonly cookie: string | undefined;
}

export interface RefusedRequest {
  readonly refusedWith: number;
  readonly cause: string;
}

export interface ForwardingOptions {
  readonly clientAddress: string;
  readonly listenerPort: string;
  readonly settings: LoadBalancerSettings;
}

export function forward(request: IncomingMessage, { clientAddress, listenerPort, settings }: ForwardingOptions): ForwardedRequest | RefusedRequest {
  const method = request.method ?? '';
  const url = request.url ?? '';
  if (method === 'TRACE') return refuse(405, 'the method TRACE is not allowed');
  if (method.length + url.length + ' HTTP/1.1 '.length > MAX_REQUEST_LINE) return refuse(414, 'the request line is longer than 16 KiB');

  const raw = request.rawHeaders;
  const headers: string[] = [];
  let forwardedFor: string | undefined;
  let traceId: string | undefined;
  let cookie: string | undefined;
  let connection: string | undefined;
  let hasBody = false;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    if (name.length + value.length > MAX_HEADER) return refuse(400, `the header ${name} is longer than 16 KiB`);
    const lowerCase = name.toLowerCase();
    switch (lowerCase) {
      case 'keep-alive':
      case 'proxy-connection':
      case 'upgrade':
      case 'http2-settings':
      case 'te':
      case 'trailer':
      case 'expect':
      case 'x-forwarded-proto':
      case 'x-forwarded-port':
        continue;
      case 'connection':
        connection = connection === undefined ? value : `${connection},${value}`;
        continue;
      case 'transfer-encoding':
        if (!/^(chunked|identity)$/i.test(value)) return refuse(501, `the transfer encoding ${value} is not supported`);
        hasBody = true;
        continue;
      case 'x-forwarded-for':
        forwardedFor = forwardedFor === undefined ? value : `${forwardedFor}, ${value}`;
        continue;
      case 'x-amzn-trace-id':
        traceId = value;
        continue;
      case 'content-length':
        if (value !== '0') hasBody = true;
        break;
      case 'cookie':
        cookie = cookie === undefined ? value : `${cookie}; ${value}`;
        break;
    }
    if (settings.dropInvalidHeaderFields && !VALID_NAME.test(name)) continue;
    headers.push(name, value);
  }
  if (forwardedFor !== undefined && forwardedFor.split(',').length > MAX_FORWARDED_ADDRESSES) {
    return refuse(463, `X-Forwarded-For has more than ${MAX_FORWARDED_ADDRESSES} addresses`);
  }
  const addresses = forwardedAddresses(forwardedFor, request, clientAddress, settings);
  if (addresses !== undefined) headers.push('X-Forwarded-For', addresses);
  headers.push(
    'X-Forwarded-Proto', 'http',
    'X-Forwarded-Port', listenerPort,
    'X-Amzn-Trace-Id', continueTrace(traceId),
  );
  return {
    method,
    path: url.charCodeAt(0) === 47 /* a slash */ ? url : originForm(url),
    headers: connection === undefined ? headers : withoutNamedBy(connection, headers),
    hasBody,
    cookie,
  };
}

/** The `X-Forwarded-For` for the target, if it gets one. */
function forwardedAddresses(
  given: string | undefined, { socket }: IncomingMessage, clientAddress: string, settings: LoadBalancerSettings,
): string | undefined {
  if (settings.forwardedForMode === 'remove') return undefined;
  if (settings.forwardedForMode === 'preserve') return given;
  const client = settings.forwardedForClientPort ? `${clientAddress}:${socket.remotePort}` : clientAddress;
  return given ? `${given}, ${client}` : client;
}

function refuse(refusedWith: number, cause: string): RefusedRequest {
  return { refusedWith, cause };
}

/** A client may send `GET http://host/path`; targets expect the path. */
function originForm(url: string): string {
  const path = url.replace(ABSOLUTE_URL, '');
  return path.startsWith('?') || path === '' ? `/${path}` : path;
}

/** Drops the headers that `Connection` names, as HTTP demands of everything in the middle. */
function withoutNamedBy(connection: string, headers: string[]): string[] {
  if (connection === 'keep-alive' || connection === 'close') return headers;
  const named = connection.toLowerCase().split(',').map((name) => name.trim()).filter((name) => !/^(|keep-alive|close|upgrade)$/.test(name));
  if (named.length === 0) return headers;
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!named.includes((headers[i] as string).toLowerCase())) kept.push(headers[i] as string, headers[i + 1] as string);
  }
  return kept;
}
