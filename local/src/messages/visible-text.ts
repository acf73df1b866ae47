/**
 * Characters that can control a terminal or disguise text: control characters (C0, C1), direction marks, line separators, and everything of
 * zero width. Allowed are joiners, which scripts and emoji need, tabs and line breaks.
 */
const STEERING = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const COLOUR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;:]*m`, 'g');

/**
 * Makes external text (from a commit, build, hook or template) safe to display: control characters become visible as `\u202e` and have no
 * effect; colours are removed. The terminal and the page both rely on this function.
 */
export function visible(text: string): string {
  return text.replace(COLOUR, '').replace(STEERING, escapeOf);
}

/** The same for program output in a terminal, but keeps colours. */
export function visibleWithColours(text: string): string {
  const colours = text.match(COLOUR) ?? [];
  return text.split(COLOUR).map((part, index) => part.replace(STEERING, escapeOf) + (colours[index] ?? '')).join('');
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
