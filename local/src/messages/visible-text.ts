/**
 * What steers a terminal or turns text around: controls (C0, C1), the marks of writing direction, separators of lines, and
 * everything that takes no room. Joiners stay: scripts and emoji need them. So do tabs and ends of lines.
 */
const STEERING = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
const COLOUR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;:]*m`, 'g');

/**
 * Text from outside (a commit, a build, a hook, a template) as it may be shown: what would steer is seen as `\u202e`, and does
 * nothing. Colours go. The only place that decides this, for the terminal and for the page.
 */
export function visible(text: string): string {
  return text.replace(COLOUR, '').replace(STEERING, escapeOf);
}

/** The same for the output of a program in a terminal: colours stay. */
export function visibleWithColours(text: string): string {
  const colours = text.match(COLOUR) ?? [];
  return text.split(COLOUR).map((part, index) => part.replace(STEERING, escapeOf) + (colours[index] ?? '')).join('');
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
