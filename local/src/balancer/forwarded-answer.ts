import { hasNoBody, type AnswerHead } from './http/answer-head';
import type { Framing } from './http/body-reader';

/** They concern the connection to the target, not the response. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);
/** Cannot be removed by `Connection`, because the client would then read a different response. */
const NEVER_REMOVED = new Set(['content-length']);

/** What the response has to be adapted to. */
export interface Recipient {
  readonly minorVersion: 0 | 1;
  readonly method: string;
  /** Whether the client's connection may stay open after this response, provided that its end is recognizable. */
  readonly keepAlive: boolean;
}

/** A target's response as sent to the client. */
export interface ForwardedAnswer {
  /** Status line and header fields, without the empty line at the end. */
  readonly head: string;
  readonly framing: Framing;
  readonly keepAlive: boolean;
  /** The value of `Keep-Alive`, which announces how long a server keeps idle connections. */
  readonly keepAliveHint: string | undefined;
  /** The target's `Set-Cookie` headers, needed for stickiness. */
  readonly cookies: readonly string[];
}

/** @param added headers that the listener sets, replacing the target's */
export function forwardAnswer(answer: AnswerHead, recipient: Recipient, added?: Readonly<Record<string, string>>): ForwardedAnswer {
  const { names, lowerCase, values } = answer.fields;
  const removed = answer.connection.length === 0 ? undefined : new Set(answer.connection);
  const replaced = added && new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const dropsLength = answer.status === 204 || answer.status < 200;
  let lines = '';
  let keepAliveHint: string | undefined;
  let hasDate = false;
  const cookies: string[] = [];
  for (let i = 0; i < names.length; i += 1) {
    const name = lowerCase[i] as string;
    if (name === 'keep-alive') keepAliveHint = values[i];
    if (HOP_BY_HOP.has(name) || (dropsLength && name === 'content-length')) continue;
    if (replaced?.has(name) || (removed?.has(name) && !NEVER_REMOVED.has(name))) continue;
    if (name === 'date') hasDate = true;
    else if (name === 'set-cookie') cookies.push(values[i] as string);
    lines += `${names[i]}: ${values[i]}\r\n`;
  }
  if (!hasDate) lines += dateLine();
  if (added) for (const [name, value] of Object.entries(added)) lines += `${name}: ${value}\r\n`;
  const framing = framingFor(answer, recipient);
  const keepAlive = recipient.keepAlive && framing !== 'close';
  if (framing === 'chunked') lines += 'Transfer-Encoding: chunked\r\n';
  return { head: `${statusLine(answer)}${lines}Connection: ${keepAlive ? 'keep-alive' : 'close'}\r\n`, framing, keepAlive, keepAliveHint, cookies };
}

/** An interim response such as 103 Early Hints, or the 101 response to an upgrade, which is the only one that keeps its connection headers. */
export function forwardInterim(answer: AnswerHead): string {
  const { names, lowerCase, values } = answer.fields;
  let lines = '';
  for (let i = 0; i < names.length; i += 1) {
    if (lowerCase[i] === 'content-length' || lowerCase[i] === 'transfer-encoding') continue;
    if (answer.status !== 101 && HOP_BY_HOP.has(lowerCase[i] as string)) continue;
    lines += `${names[i]}: ${values[i]}\r\n`;
  }
  return `${statusLine(answer)}${lines}\r\n`;
}

/** A body of unknown length is chunked for clients that support it, so that they can tell its end from a broken connection. */
function framingFor({ framing, status }: AnswerHead, { minorVersion, method }: Recipient): Framing {
  if (hasNoBody(status, method)) return 0;
  if (typeof framing === 'number') return framing;
  return minorVersion === 1 ? 'chunked' : 'close';
}

function statusLine({ status, reason }: AnswerHead): string {
  return `HTTP/1.1 ${status} ${reason}\r\n`;
}

let dateSecond = 0;
let dateText = '';

/** Updated at most once per second. */
export function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = `Date: ${new Date().toUTCString()}\r\n`;
  }
  return dateText;
}
