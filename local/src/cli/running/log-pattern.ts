import { messageOf } from '../../messages/message-of';
import { UserError } from '../../messages/user-error';

/** Whether a line matches `--grep`; without it, every line does. */
export function logPattern(pattern: string | undefined): (line: string) => boolean {
  if (pattern === undefined) return () => true;
  const expression = parse(pattern);
  return (line) => expression.test(line);
}

function parse(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'i');
  } catch (error) {
    throw new UserError(`--grep must be a regular expression, got: ${pattern} (${messageOf(error)}); escape special characters with \\`);
  }
}
