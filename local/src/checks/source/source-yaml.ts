import { readFileSync } from 'node:fs';
import { UserError } from '../../messages/user-error';
import { reasonNotToRead } from '../../system/small-file';
import { readDocument, type DocumentValue } from '../../yaml/document';
import { SyntaxProblem } from '../../yaml/libyaml/syntax-problem';

interface SourceYaml {
  readonly text: string;
  readonly root: DocumentValue | SyntaxProblem;
}

/** Reads a file that should be YAML. */
export function readYaml(path: string): SourceYaml {
  const text = readText(path);
  try {
    return { text, root: readDocument(text) };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { text, root: error };
    throw error;
  }
}

function readText(path: string): string {
  const reason = reasonNotToRead(path);
  if (reason !== undefined) throw new UserError(`${reason}; it cannot be checked`);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
