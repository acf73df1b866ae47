import { UserError } from '../../messages/user-error';
import { shellQuoted } from '../../system/shell-quoted';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** A word for a POSIX shell, quoted if the shell would read it as anything else. */
export function shellWord(text: string): string {
  if (/[\0\r\n]/.test(text)) {
    throw new UserError(`a command line has no place for a line break, got: ${JSON.stringify(text)}; rename what has this name`);
  }
  return PLAIN.test(text) ? text : shellQuoted(text);
}

/** The same for a path in the repository: one that starts with a hyphen would be an option. */
export function shellPath(path: string): string {
  return shellWord(path.startsWith('-') ? `./${path}` : path);
}

/** `NAME=value`, with its value quoted. */
export function shellAssignment(assignment: string): string {
  const equals = assignment.indexOf('=');
  const value = assignment.slice(equals + 1);
  return `${assignment.slice(0, equals)}=${value === '' ? '' : shellWord(value)}`;
}
