import type { Mark } from './mark';
import type { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { Named, TagToken } from './token';

const WORD = /^[0-9A-Za-z_-]$/;
const URI = ';/?:@&=+$.%!~*\'()';

export function isWord(source: Source): boolean {
  return WORD.test(source.peek());
}

/** `&name` and `*name`. */
export function scanAnchor(source: Source): Named {
  const { mark } = source;
  const type = source.read() === '&' ? 'anchor' : 'alias';
  const name = source.readWhile(() => isWord(source));
  if (name === '' || !(source.isBlankOrEnd() || source.is('?:,]}%@`'))) {
    throw new SyntaxProblem('did not find expected alphabetic or numeric character', `while scanning an ${type}`, mark);
  }
  return { type, mark, name };
}

/** `!suffix`, `!handle!suffix`, `!<uri>` and `!`. */
export function scanTag(source: Source, inFlow: boolean): TagToken {
  const { mark } = source;
  const { handle, suffix } = source.is('<', 1) ? scanVerbatimTag(source, mark) : scanShorthandTag(source, mark);
  if (!source.isBlankOrEnd() && !(inFlow && source.is(','))) {
    throw new SyntaxProblem('did not find expected whitespace or line break', 'while scanning a tag', mark);
  }
  return { type: 'tag', mark, handle, suffix };
}

function scanVerbatimTag(source: Source, mark: Mark): { handle: string; suffix: string } {
  source.skip(2);
  const suffix = scanTagUri(source, mark, { brackets: true, context: 'while parsing a tag' });
  if (!source.is('>')) throw new SyntaxProblem('did not find the expected \'>\'', 'while scanning a tag', mark);
  source.skip();
  return { handle: '', suffix };
}

function scanShorthandTag(source: Source, mark: Mark): { handle: string; suffix: string } {
  const handle = scanTagHandle(source);
  if (handle.length > 1 && handle.endsWith('!')) {
    return { handle, suffix: scanTagUri(source, mark, { brackets: false, context: 'while parsing a tag' }) };
  }
  const suffix = scanTagUri(source, mark, { brackets: false, context: 'while parsing a tag', head: handle });
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

/** `!`, `!!` or `!name!`; without the second mark it is the beginning of a suffix. */
export function scanTagHandle(source: Source): string {
  let handle = source.read() + source.readWhile(() => isWord(source));
  if (source.is('!')) handle += source.read();
  return handle;
}

interface TagUriContext {
  readonly brackets: boolean;
  readonly context: string;
  readonly head?: string;
}

export function scanTagUri(source: Source, mark: Mark, { brackets, context, head = '' }: TagUriContext): string {
  const rest = source.readWhile(() => isWord(source) || source.is(URI) || (brackets && source.is(',[]')));
  if (head === '' && rest === '') throw new SyntaxProblem('did not find expected tag URI', context, mark);
  return decodeUri(head.slice(1) + rest, context, mark);
}

function decodeUri(uri: string, context: string, mark: Mark): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    throw new SyntaxProblem('did not find URI escaped octet', context, mark);
  }
}
