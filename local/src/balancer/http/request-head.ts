import type { Framing } from './body-reader';
import { HttpFault, shown } from './fault';
import { BodyFields, hasControlCharacter, isToken, parseFields, type Fields } from './fields';
import { isHost } from './host';

/** ALB's limits for clients' input, in bytes. */
const MAX_REQUEST_LINE = 16 * 1024;
const MAX_FIELD = 16 * 1024;
const MAX_FIELDS = 64 * 1024;
const REQUEST_LINE = /^([^ ]+) ([^ ]+) (HTTP\/(\d)\.(\d))$/;
const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)([^#]*)$/i;

interface RequestLine {
  readonly method: string;
  /** Path and query, or `*`. */
  readonly path: string;
  /** The host of a request whose target is an absolute URL. It takes precedence over `Host`. */
  readonly authority?: string;
  readonly minorVersion: 0 | 1;
}

export interface RequestHead extends RequestLine {
  readonly fields: Fields;
  readonly framing: Framing;
  /** Names listed in `Connection`, in lower case. */
  readonly connection: readonly string[];
  readonly keepAlive: boolean;
  readonly expectsContinue: boolean;
  readonly isWebSocket: boolean;
}

/** Throws an HttpFault for anything ambiguous: the target must never interpret a request differently from the load balancer. */
export function parseRequestHead(text: string): RequestHead {
  const lineEnd = text.indexOf('\r\n');
  const line = parseRequestLine(text.slice(0, lineEnd));
  if (text.length - lineEnd > MAX_FIELDS) throw tooLarge();
  const fields = parseFields(text, lineEnd + 2, MAX_FIELD);
  return { ...line, fields, ...readFields(line, fields) };
}

/** Checks the beginning of an incomplete head, so that an invalid request gets a response now instead of after the idle timeout. */
export function checkBeginningOfRequest(bytes: Buffer): void {
  const lineEnd = bytes.indexOf('\r\n');
  if (lineEnd > MAX_REQUEST_LINE || (lineEnd < 0 && bytes.length > MAX_REQUEST_LINE + 1)) throw lineTooLong();
  if (lineEnd < 0) {
    const space = bytes.indexOf(' ');
    const method = bytes.toString('latin1', 0, space < 0 ? bytes.length : space);
    if (!isToken(method) && method !== '\r') throw badMethod(method);
    return;
  }
  if (bytes.length - lineEnd > MAX_FIELDS + 2) throw tooLarge();
  parseRequestLine(bytes.toString('latin1', 0, lineEnd));
}

function parseRequestLine(line: string): RequestLine {
  if (line.length > MAX_REQUEST_LINE) throw lineTooLong();
  const [, method = '', target = '', version, major, minor] = REQUEST_LINE.exec(line) ?? [];
  if (version === undefined) throw new HttpFault(`the request line is malformed: ${shown(line)}`);
  if (major !== '1' || (minor !== '0' && minor !== '1')) throw new HttpFault(`the version ${version} is not supported`, 505);
  if (!isToken(method)) throw badMethod(method);
  if (method === 'TRACE') throw new HttpFault('the method TRACE is not allowed', 405);
  if (method === 'CONNECT') throw new HttpFault('the method CONNECT is not supported');
  if (hasControlCharacter(target) || target.includes('\t')) throw new HttpFault('the URL contains a control character');
  return { method, minorVersion: minor === '1' ? 1 : 0, ...parseTarget(method, target) };
}

function parseTarget(method: string, target: string): Pick<RequestLine, 'path' | 'authority'> {
  if (target.includes('#')) throw new HttpFault('the URL contains a fragment');
  if (target.startsWith('/')) return { path: target };
  if (target === '*' && method === 'OPTIONS') return { path: target };
  const [, authority, path = ''] = ABSOLUTE_FORM.exec(target) ?? [];
  if (!authority || !isHost(authority)) throw new HttpFault(`the URL is neither a path nor an absolute URL: ${shown(target)}`);
  if (path === '' && method === 'OPTIONS') return { path: '*', authority };
  return { path: path.startsWith('/') ? path : `/${path}`, authority };
}

function readFields({ method, minorVersion }: RequestLine, { lowerCase, values }: Fields): Omit<RequestHead, keyof RequestLine | 'fields'> {
  const body = new BodyFields();
  let hosts = 0;
  let upgrade: string | undefined;
  let expectsContinue = false;
  for (let i = 0; i < lowerCase.length; i += 1) {
    const value = values[i] as string;
    switch (lowerCase[i]) {
      case 'host':
        hosts += 1;
        if (value !== '' && !isHost(value)) throw new HttpFault(`the Host header is not a valid host: ${shown(value)}`);
        break;
      case 'upgrade':
        upgrade = value.toLowerCase();
        break;
      case 'expect':
        if (value.toLowerCase() !== '100-continue') throw new HttpFault(`the expectation ${shown(value)} cannot be met`, 417);
        expectsContinue = minorVersion === 1;
        break;
      default:
        body.take(lowerCase[i] as string, value);
    }
  }
  if (hosts > 1) throw new HttpFault('there is more than one Host header');
  if (hosts === 0 && minorVersion === 1) throw new HttpFault('it has no Host header');
  const { length, transferEncoding, connection } = body;
  const framing = framingOf(minorVersion, length, transferEncoding);
  const isWebSocket = upgrade === 'websocket' && method === 'GET' && minorVersion === 1 && connection.includes('upgrade');
  if (isWebSocket && framing !== 0) throw new HttpFault('an upgrade request has a body');
  return { framing, connection, keepAlive: body.keepAlive(minorVersion), expectsContinue: expectsContinue && framing !== 0, isWebSocket };
}

function framingOf(minorVersion: 0 | 1, length: number | undefined, transferEncoding: string | undefined): Framing {
  if (transferEncoding === undefined) return length ?? 0;
  if (transferEncoding !== 'chunked' && transferEncoding !== 'identity') {
    throw new HttpFault(`the transfer encoding ${shown(transferEncoding)} is not supported`, 501);
  }
  if (minorVersion === 0) throw new HttpFault('an HTTP/1.0 request has a Transfer-Encoding');
  if (length !== undefined) throw new HttpFault('both Content-Length and Transfer-Encoding are present');
  return transferEncoding === 'chunked' ? 'chunked' : 0;
}

function badMethod(method: string): HttpFault {
  return new HttpFault(`the method contains an invalid character: ${shown(method)}`);
}

function lineTooLong(): HttpFault {
  return new HttpFault('the request line is longer than 16 KiB', 414);
}

function tooLarge(): HttpFault {
  return new HttpFault('the headers are larger than 64 KiB');
}
