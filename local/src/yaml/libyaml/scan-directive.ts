import type { Mark } from './mark';
import { isWord, scanTagHandle, scanTagUri } from './scan-properties';
import type { Source } from './source';
import { SyntaxProblem } from './syntax-problem';
import type { TagDirective, VersionDirective } from './token';

const CONTEXT = 'while scanning a directive';
const VERSION_CONTEXT = 'while scanning a %YAML directive';
const TAG_CONTEXT = 'while scanning a %TAG directive';

/** A line that starts with `%`. */
export function scanDirective(source: Source): VersionDirective | TagDirective {
  const { mark } = source;
  source.skip();
  const name = source.readWhile(() => isWord(source));
  if (name === '') throw new SyntaxProblem('could not find expected directive name', CONTEXT, mark);
  if (!source.isBlankOrEnd()) throw new SyntaxProblem('found unexpected non-alphabetical character', CONTEXT, mark);
  const directive = scanValue(source, name, mark);
  source.skipBlanks();
  source.skipComment();
  if (!source.isBreakOrEnd()) throw new SyntaxProblem('did not find expected comment or line break', CONTEXT, mark);
  source.readLine();
  return directive;
}

function scanValue(source: Source, name: string, mark: Mark): VersionDirective | TagDirective {
  if (name === 'YAML') return scanVersion(source, mark);
  if (name === 'TAG') return scanTagPrefix(source, mark);
  throw new SyntaxProblem('found unknown directive name', CONTEXT, mark);
}

function scanVersion(source: Source, mark: Mark): VersionDirective {
  source.skipBlanks();
  const major = scanNumber(source, mark);
  if (!source.is('.')) throw new SyntaxProblem('did not find expected digit or \'.\' character', VERSION_CONTEXT, mark);
  source.skip();
  return { type: 'version-directive', mark, major, minor: scanNumber(source, mark) };
}

function scanNumber(source: Source, mark: Mark): number {
  const digits = source.readWhile(() => source.is('0123456789'));
  if (digits === '') throw new SyntaxProblem('did not find expected version number', VERSION_CONTEXT, mark);
  if (digits.length > 9) throw new SyntaxProblem('found extremely long version number', VERSION_CONTEXT, mark);
  return Number(digits);
}

function scanTagPrefix(source: Source, mark: Mark): TagDirective {
  source.skipBlanks();
  if (!source.is('!')) throw new SyntaxProblem('did not find expected \'!\'', 'while scanning a tag directive', mark);
  const handle = scanTagHandle(source);
  if (handle.length > 1 && !handle.endsWith('!')) throw new SyntaxProblem('did not find expected \'!\'', 'while parsing a tag directive', mark);
  if (!source.isBlank()) throw new SyntaxProblem('did not find expected whitespace', TAG_CONTEXT, mark);
  source.skipBlanks();
  const prefix = scanTagUri(source, mark, { brackets: true, context: 'while parsing a %TAG directive' });
  if (!source.isBlankOrEnd()) throw new SyntaxProblem('did not find expected whitespace or line break', TAG_CONTEXT, mark);
  return { type: 'tag-directive', mark, handle, prefix };
}
