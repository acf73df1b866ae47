import type { Framing } from './body-reader';
import { HttpFault, shown } from './fault';
import { BodyFields, hasControlCharacter, parseFields, type Fields } from './fields';

/** ALB's limit for all header fields of a response. */
export const MAX_ANSWER_HEAD = 32 * 1024;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([^]*))?$/;

/** The head of a response as the target sent it. */
export interface AnswerHead {
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
  /** The value of `Content-Length`, which does not describe the framing of a response without a body. */
  readonly length: number | undefined;
  readonly framing: Framing;
  /** Names listed in `Connection`, in lower case. */
  readonly connection: readonly string[];
  readonly keepAlive: boolean;
}

/** Throws an HttpFault for anything that other parsers could interpret as several responses, or as a different one. */
export function parseAnswerHead(text: string, requestMethod: string): AnswerHead {
  const lineEnd = text.indexOf('\r\n');
  const [, minor, digits, reason = ''] = STATUS_LINE.exec(text.slice(0, lineEnd)) ?? [];
  if (digits === undefined || hasControlCharacter(reason)) throw new HttpFault(`the status line is malformed: ${shown(text.slice(0, lineEnd))}`);
  const status = Number(digits);
  const fields = parseFields(text, lineEnd + 2, MAX_ANSWER_HEAD);
  return { status, reason, fields, ...readFields(fields, status, minor === '1' ? 1 : 0, requestMethod) };
}

/** Responses with these statuses, and those to HEAD, end with their head. */
export function hasNoBody(status: number, requestMethod: string): boolean {
  return status < 200 || status === 204 || status === 304 || requestMethod === 'HEAD';
}

function readFields(
  { lowerCase, values }: Fields, status: number, minorVersion: 0 | 1, requestMethod: string,
): Pick<AnswerHead, 'length' | 'framing' | 'connection' | 'keepAlive'> {
  const body = new BodyFields();
  for (let i = 0; i < lowerCase.length; i += 1) body.take(lowerCase[i] as string, values[i] as string);
  const { length, transferEncoding, connection } = body;
  const framing = hasNoBody(status, requestMethod) ? 0 : framingOf(minorVersion, length, transferEncoding);
  return { length, framing, connection, keepAlive: body.keepAlive(minorVersion) && framing !== 'close' };
}

function framingOf(minorVersion: 0 | 1, length: number | undefined, transferEncoding: string | undefined): Framing {
  if (transferEncoding === undefined || transferEncoding === 'identity') return length ?? 'close';
  if (transferEncoding !== 'chunked') throw new HttpFault(`its transfer encoding ${shown(transferEncoding)} is not supported`);
  if (minorVersion === 0) throw new HttpFault('an HTTP/1.0 response has a Transfer-Encoding');
  if (length !== undefined) throw new HttpFault('both Content-Length and Transfer-Encoding are present');
  return 'chunked';
}
