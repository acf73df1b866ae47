import type { LineCounter, YAMLParseError } from 'yaml';
import { AgentError } from '../ruby/error';

/**
 * The agent's parser (libyaml) and the `yaml` package agree on what is not YAML and differ in words. These are
 * libyaml's words for the usual mistakes.
 */
const PROBLEMS: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  TAB_AS_INDENT: 'found character that cannot start any token while scanning for the next token',
  UNEXPECTED_TOKEN: 'did not find expected key while parsing a block mapping',
  BAD_INDENT: 'did not find expected key while parsing a block mapping',
  MISSING_CHAR: 'could not find expected \':\' while scanning a simple key',
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  BLOCK_IN_FLOW: 'did not find expected node content while parsing a flow node',
  BAD_SCALAR_START: 'found character that cannot start any token while scanning for the next token',
  BAD_DQ_ESCAPE: 'found unknown escape character while parsing a quoted scalar',
  BAD_ALIAS: 'did not find expected alphabetic or numeric character while scanning an alias',
  MULTIPLE_ANCHORS: 'did not find expected node content while parsing a block node',
  MULTIPLE_TAGS: 'did not find expected node content while parsing a block node',
  TAG_RESOLVE_FAILED: 'did not find expected tag URI while scanning a tag',
  BAD_DIRECTIVE: 'found unknown directive name while scanning a directive',
};

export function syntaxErrorOf(error: YAMLParseError, lines: LineCounter): SyntaxProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  return new SyntaxProblem(PROBLEMS[error.code] ?? error.message.split('\n')[0], line, col);
}

export class SyntaxProblem extends AgentError {
  constructor(readonly problem: string, readonly line: number, readonly column: number) {
    super('Psych::SyntaxError', `(<unknown>): ${problem} at line ${line} column ${column}`);
  }
}
