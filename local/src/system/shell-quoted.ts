/** Text as one word of a POSIX shell, in which nothing is special. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
