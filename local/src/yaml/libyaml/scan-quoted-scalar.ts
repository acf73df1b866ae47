import { Folding } from './folding';
import type { Mark } from './mark';
import type { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { ScalarToken } from './token';

const SCANNING = 'while scanning a quoted scalar';
const PARSING = 'while parsing a quoted scalar';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  'a': '\x07',
  'b': '\b',
  't': '\t',
  '\t': '\t',
  'n': '\n',
  'v': '\v',
  'f': '\f',
  'r': '\r',
  'e': '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  'N': '\x85',
  '_': '\xa0',
  'L': '\u2028',
  'P': '\u2029',
};

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanQuotedScalar(source: Source): ScalarToken {
  const { mark } = source;
  const quote = source.read();
  const folding = new Folding();
  let value = '';
  for (;;) {
    if (source.isDocumentIndicator()) throw new SyntaxProblem('found unexpected document indicator', SCANNING, mark);
    if (source.isEnd()) throw new SyntaxProblem('found unexpected end of stream', SCANNING, mark);
    value += scanWord(source, quote, folding, mark);
    if (source.is(quote)) break;
    scanGap(source, folding);
    value += folding.take();
  }
  source.skip();
  return { type: 'scalar', mark, value, plain: false };
}

function scanWord(source: Source, quote: string, folding: Folding, mark: Mark): string {
  let word = '';
  while (!source.isBlankOrEnd()) {
    if (quote === '\'' && source.is('\'') && source.is('\'', 1)) {
      word += '\'';
      source.skip(2);
    } else if (source.is(quote)) {
      return word;
    } else if (quote === '"' && source.is('\\')) {
      if (source.isBreak(1)) {
        source.skip();
        source.readLine();
        folding.addBreak('');
        return word;
      }
      word += scanEscape(source, mark);
    } else {
      word += source.read();
    }
  }
  return word;
}

function scanEscape(source: Source, mark: Mark): string {
  source.skip();
  const char = source.peek();
  if (Object.hasOwn(ESCAPES, char)) {
    source.skip();
    return ESCAPES[char];
  }
  if (!Object.hasOwn(HEX_DIGITS, char)) throw new SyntaxProblem('found unknown escape character', PARSING, mark);
  source.skip();
  const digits = Array.from({ length: HEX_DIGITS[char] }, (_, index) => source.peek(index)).join('');
  if (!/^[0-9A-Fa-f]+$/.test(digits)) throw new SyntaxProblem('did not find expected hexdecimal number', PARSING, mark);
  const code = parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) throw new SyntaxProblem('found invalid Unicode character escape code', PARSING, mark);
  source.skip(digits.length);
  return String.fromCodePoint(code);
}

function scanGap(source: Source, folding: Folding): void {
  while (source.isBlank() || source.isBreak()) {
    if (source.isBlank()) folding.addBlank(source.read());
    else folding.addBreak(source.readLine());
  }
}
