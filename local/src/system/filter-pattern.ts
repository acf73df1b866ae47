import { expandBraces } from './glob';

/** A part of a pattern: one character, or any number of them. */
interface Token {
  readonly repeats: boolean;
  readonly is: (character: string) => boolean;
}

/**
 * Matches the branches and paths of a trigger's filter, whose patterns CodePipeline documents as those of Java's `glob`: `*` ends at a slash, `**`
 * does not, wherever it stands (`docs/**`, `**.md`). It also has `?`, `[a-z]`, `[!a]`, `{a,b}` and `\`. A pattern that begins with `**` and a slash
 * does not match files at the root. Takes time proportional to the product of both lengths.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html
 */
export function filterMatcher(pattern: string): (name: string) => boolean {
  // Marks the ends of a group, so that its parts do not merge with their neighbours: `{a,b*}*` has two stars, not a `**` that crosses slashes.
  const alternatives = expandBraces(pattern.replace(/(?<!\\)[{}]/g, (brace) => brace === '{' ? `${BORDER}{` : `}${BORDER}`)).map(tokensOf);
  return (name) => alternatives.some((tokens) => matches(tokens, name));
}

/** Tracks all positions in the pattern that the characters so far can lead to. */
function matches(tokens: readonly Token[], name: string): boolean {
  let positions = reachable(tokens, new Set([0]));
  for (const character of name) {
    const next = new Set<number>();
    for (const position of positions) {
      const token = tokens[position];
      if (token?.is(character)) next.add(token.repeats ? position : position + 1);
    }
    positions = reachable(tokens, next);
  }
  return positions.has(tokens.length);
}

/** A token that repeats may also be absent. */
function reachable(tokens: readonly Token[], positions: Set<number>): Set<number> {
  for (const position of positions) {
    if (tokens[position]?.repeats) positions.add(position + 1);
  }
  return positions;
}

const BORDER = '\0';
const PARTS = /\*\*+|\*|\?|\[!?\]?[^\]]*\]|\\?./gsu;

function tokensOf(pattern: string): Token[] {
  const parts = [...pattern.matchAll(PARTS)].map(([part]) => part).filter((part) => part !== BORDER && part !== '{' && part !== '}');
  return parts.map((part) => {
    if (part.startsWith('**')) return { repeats: true, is: () => true };
    if (part === '*') return { repeats: true, is: isInName };
    if (part === '?') return { repeats: false, is: isInName };
    if (part.length > 2 && part.startsWith('[')) return { repeats: false, is: setOf(part.slice(1, -1)) };
    const literal = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return { repeats: false, is: (character) => character === literal };
  });
}

/** Within brackets only `-` and a leading `!` are special. */
function setOf(text: string): (character: string) => boolean {
  const negated = text.startsWith('!');
  const ranges = [...text.slice(negated ? 1 : 0).matchAll(/(.)(?:-(.))?/gsu)].map(([, from, to = from]) => [from, to] as const);
  return (character) => isInName(character) && ranges.some(([from, to]) => character >= from && character <= to) !== negated;
}

function isInName(character: string): boolean {
  return character !== '/';
}
