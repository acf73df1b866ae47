import { HttpFault, shown } from './fault';

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Control characters except the tab. */
const FORBIDDEN = /[\0-\x08\x0a-\x1f\x7f]/;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** The header fields or trailers of a message, in the sender's order and spelling. All three lists have the same length. */
export interface Fields {
  readonly names: string[];
  readonly lowerCase: string[];
  readonly values: string[];
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function hasControlCharacter(text: string): boolean {
  return FORBIDDEN.test(text);
}

/**
 * Parses the lines of `text` from `position` on; each ends with CR LF. Rejects what parsers interpret differently: lines that end with a
 * bare LF, a CR within a line, continuation lines (obs-fold), a space before the colon, lines without a colon.
 */
export function parseFields(text: string, position: number, maxFieldLength: number): Fields {
  const names: string[] = [];
  const lowerCase: string[] = [];
  const values: string[] = [];
  for (let at = position; at < text.length;) {
    const lineFeed = text.indexOf('\n', at);
    if (lineFeed < 0 || text.charCodeAt(lineFeed - 1) !== CR || lineFeed === at) throw new HttpFault('a line ends without CR LF');
    const end = lineFeed - 1;
    const colon = text.indexOf(':', at);
    if (colon < 0 || colon >= end) throw new HttpFault(withoutColon(text.slice(at, end)));
    const name = text.slice(at, colon);
    if (!TOKEN.test(name)) throw new HttpFault(badName(name));
    if (end - at > maxFieldLength) throw new HttpFault(`the header ${shown(name)} is longer than ${maxFieldLength / 1024} KiB`);
    const value = trimmed(text, colon + 1, end);
    if (FORBIDDEN.test(value)) throw new HttpFault(`the header ${name} contains a control character`);
    names.push(name);
    lowerCase.push(name.toLowerCase());
    values.push(value);
    at = lineFeed + 1;
  }
  return { names, lowerCase, values };
}

/** The elements of a list header such as `Connection`, in lower case. */
function listOf(value: string): string[] {
  return value.toLowerCase().split(',').map((element) => element.trim()).filter((element) => element !== '');
}

/** Parses a `Content-Length`: only digits, and within the range of exact numbers. */
function parseLength(value: string): number {
  const length = /^\d+$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(length)) throw new HttpFault(`Content-Length is not a number of bytes: ${shown(value)}`);
  return length;
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function withoutColon(line: string): string {
  return /^[ \t]/.test(line) ? 'a header continues on a second line' : `a header has no colon: ${shown(line)}`;
}

function badName(name: string): string {
  if (/^[ \t]/.test(name)) return 'a header continues on a second line';
  if (/[ \t]$/.test(name)) return `there is a space before the colon of the header ${shown(name)}`;
  return `a header has an invalid name: ${shown(name)}`;
}

/** What the fields of a head say about its body and its connection. */
export class BodyFields {
  length: number | undefined;
  transferEncoding: string | undefined;
  /** Names listed in `Connection`, in lower case. */
  readonly connection: string[] = [];

  /** Takes a field; ignores all others. */
  take(lowerCaseName: string, value: string): void {
    switch (lowerCaseName) {
      case 'content-length':
        if (this.length !== undefined) throw new HttpFault('there is more than one Content-Length header');
        this.length = parseLength(value);
        break;
      case 'transfer-encoding':
        if (this.transferEncoding !== undefined) throw new HttpFault('there is more than one Transfer-Encoding header');
        this.transferEncoding = value.toLowerCase();
        break;
      case 'connection':
        this.connection.push(...listOf(value));
        break;
    }
  }

  keepAlive(minorVersion: 0 | 1): boolean {
    return !this.connection.includes('close') && (minorVersion === 1 || this.connection.includes('keep-alive'));
  }
}
