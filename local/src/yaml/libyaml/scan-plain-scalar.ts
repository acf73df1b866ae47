import { Folding } from './folding';
import type { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { ScalarToken } from './token';

const CONTEXT = 'while scanning a plain scalar';

export interface PlainScalar extends ScalarToken {
  /** Whether it ended with a line break, so that a key may follow. */
  readonly endsLine: boolean;
}

export function scanPlainScalar(source: Source, inFlow: boolean, indent: number): PlainScalar {
  const { mark } = source;
  const folding = new Folding();
  let value = '';
  while (!source.isDocumentIndicator() && !source.is('#')) {
    while (!source.isBlankOrEnd() && !endsPlain(source, inFlow, mark)) value += folding.take() + source.read();
    if (!source.isBlank() && !source.isBreak()) break;
    scanGap(source, folding, indent, mark);
    if (!inFlow && source.column < indent) break;
  }
  return { type: 'scalar', mark, value, plain: true, endsLine: folding.leading };
}

function endsPlain(source: Source, inFlow: boolean, mark: ScalarToken['mark']): boolean {
  if (inFlow && source.is(':') && source.is(',?[]{}', 1)) throw new SyntaxProblem('found unexpected \':\'', CONTEXT, mark);
  return (source.is(':') && source.isBlankOrEnd(1)) || (inFlow && source.is(',[]{}'));
}

function scanGap(source: Source, folding: Folding, indent: number, mark: ScalarToken['mark']): void {
  while (source.isBlank() || source.isBreak()) {
    if (folding.leading && source.column < indent && source.is('\t')) {
      throw new SyntaxProblem('found a tab character that violates indentation', CONTEXT, mark);
    }
    if (source.isBlank()) folding.addBlank(source.read());
    else folding.addBreak(source.readLine());
  }
}
