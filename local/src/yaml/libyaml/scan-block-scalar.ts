import type { Mark } from './mark';
import type { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { ScalarToken } from './token';

const CONTEXT = 'while scanning a block scalar';

interface Header {
  readonly chomping: 'strip' | 'clip' | 'keep';
  readonly increment: number;
}

/** `|` and `>`. */
export function scanBlockScalar(source: Source, parentIndent: number): ScalarToken {
  const { mark } = source;
  const literal = source.read() === '|';
  const { chomping, increment } = scanHeader(source, mark);
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let breaks: string;
  ({ indent, breaks } = scanBreaks(source, indent, parentIndent, mark));
  let value = '';
  let leadingBreak = '';
  let leadingBlank = false;
  while (source.column === indent && !source.isEnd()) {
    const folds = !literal && leadingBreak.startsWith('\n') && !leadingBlank && !source.isBlank();
    value += folds ? (breaks === '' ? ' ' : '') : leadingBreak;
    value += breaks;
    leadingBlank = source.isBlank();
    value += source.readWhile(() => !source.isBreakOrEnd());
    leadingBreak = source.readLine();
    ({ breaks } = scanBreaks(source, indent, parentIndent, mark));
  }
  if (chomping !== 'strip') value += leadingBreak;
  if (chomping === 'keep') value += breaks;
  return { type: 'scalar', mark, value, plain: false };
}

/** Chomping and indentation indicators, in either order. */
function scanHeader(source: Source, mark: Mark): Header {
  let increment = 0;
  let chomping: Header['chomping'] = 'clip';
  const scanIncrement = (): void => {
    if (!source.is('0123456789')) return;
    if (source.is('0')) throw new SyntaxProblem('found an indentation indicator equal to 0', CONTEXT, mark);
    increment = Number(source.read());
  };
  const scanChomping = (): boolean => {
    if (!source.is('+-')) return false;
    chomping = source.read() === '+' ? 'keep' : 'strip';
    return true;
  };
  if (scanChomping()) {
    scanIncrement();
  } else {
    scanIncrement();
    if (increment > 0) scanChomping();
  }
  source.skipBlanks();
  source.skipComment();
  if (!source.isBreakOrEnd()) throw new SyntaxProblem('did not find expected comment or line break', CONTEXT, mark);
  source.readLine();
  return { chomping, increment };
}

/** Skips empty lines. Without an explicit indentation, the first non-empty line determines it. */
function scanBreaks(source: Source, given: number, parentIndent: number, mark: Mark): { indent: number; breaks: string } {
  let breaks = '';
  let deepest = 0;
  const within = (): boolean => given === 0 || source.column < given;
  for (;;) {
    while (within() && source.is(' ')) source.skip();
    deepest = Math.max(deepest, source.column);
    if (within() && source.is('\t')) throw new SyntaxProblem('found a tab character where an indentation space is expected', CONTEXT, mark);
    if (!source.isBreak()) break;
    breaks += source.readLine();
  }
  return { indent: given === 0 ? Math.max(deepest, parentIndent + 1, 1) : given, breaks };
}
