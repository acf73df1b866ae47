import { sourceFinding } from './source-rule';
import { readDocument, type DuplicateKey } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';
import type { Finding } from '../finding';

/** Keys that occur twice in a mapping: the last one silently wins. */
export function* checkDuplicateKeys(rule: string, text: string, path: string): Iterable<Finding> {
  for (const { key, line, before } of duplicates(text)) {
    yield sourceFinding(rule, path, line, {
      severity: 'warning', message: `the key occurs twice: the value on line ${before} is ignored`, value: key, fix: 'merge both',
    });
  }
}

function duplicates(text: string): DuplicateKey[] {
  try {
    return readDocument(text).duplicateKeys();
  } catch (error) {
    // Parsers of the file's content report this.
    if (!(error instanceof SyntaxProblem)) throw error;
    return [];
  }
}
