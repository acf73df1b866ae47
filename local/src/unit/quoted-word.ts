/** What separates words or begins an escape. */
const SPECIAL = /[\s"'\\]|^$/;
const CONTROL = /[\0-\x1f\x7f]/g;

/** A word of `Environment=` and other lists, in which specifiers are not expanded. */
export function quotedWord(text: string): string {
  const escaped = text.replaceAll('%', '%%');
  if (!SPECIAL.test(escaped)) return escaped;
  const inside = escaped.replace(/["\\]/g, '\\$&').replace(CONTROL, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `"${inside}"`;
}

/** An argument of `ExecStart=` and the like, in which variables are not expanded, either. */
export function quotedArgument(text: string): string {
  // Alone, it would separate commands.
  return text === ';' ? '\\;' : quotedWord(text.replaceAll('$', '$$$$'));
}
