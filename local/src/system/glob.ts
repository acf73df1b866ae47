const LONGEST_PATTERN = 4_096;
const MOST_ALTERNATIVES = 256;
/** For all alternatives together; matching a path takes time proportional to this. */
const MOST_CHARACTERS = 16_384;

/** A pattern that would take too long to match. The message is for display. */
export class GlobTooComplex extends Error {
  override readonly name = 'GlobTooComplex';
}

/**
 * Matches paths in time proportional to the product of both lengths: patterns come from repositories, and as regular expressions some would
 * take exponential time. Supports `*`, `**`, `?`, `[a-z]`, `[^a]`, `{a,b}` and `\\`; names that start with a dot are not special.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const alternatives = alternativesOf(pattern);
  return (path) => {
    const names = path.split('/');
    return alternatives.some((segments) => matchesInOrder(segments, names, ANY_DEPTH, matchesName));
  };
}

/** Like `globMatcher`, but braces are literal, and a pattern that is longer than any path matches nothing. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  if (pattern.length > LONGEST_PATTERN) return () => false;
  const segments = pattern.split('/').map(segmentOf);
  return (path) => matchesInOrder(segments, path.split('/'), ANY_DEPTH, matchesName);
}

/** Whether the pattern can match anything below a folder. */
export function folderMatcher(pattern: string): (folder: string) => boolean {
  const alternatives = alternativesOf(pattern);
  return (folder) => {
    const names = folder === '' ? [] : folder.split('/');
    return alternatives.some((segments) => {
      const different = names.findIndex((name, at) => segments[at] === ANY_DEPTH || at >= segments.length || !matchesName(segments[at], name));
      return different < 0 ? segments.length > names.length : segments[different] === ANY_DEPTH;
    });
  };
}

/** Whether `globMatcher` accepts the pattern. */
export function canBeMatched(pattern: string): boolean {
  try {
    return Boolean(globMatcher(pattern));
  } catch (error) {
    if (error instanceof GlobTooComplex) return false;
    throw error;
  }
}

function alternativesOf(pattern: string): readonly (readonly Segment[])[] {
  return expandBraces(pattern.replace(/^(?:\.\/)+/, '')).map((each) => each.split('/').map(segmentOf));
}

type Token = { readonly is: (character: string) => boolean } | typeof ANY_LENGTH;
/** A string matches itself. */
type Segment = string | readonly Token[] | typeof ANY_DEPTH;
const ANY_LENGTH = Symbol('*');
const ANY_DEPTH = Symbol('**');

/**
 * Whether the parts of a pattern match the items one by one, with `wild` matching any number of them. Backtracking to the last `wild` is
 * sufficient.
 */
function matchesInOrder<Part, Item>(
  parts: readonly Part[], items: readonly Item[], wild: unknown, matches: (part: Part, item: Item) => boolean,
): boolean {
  let part = 0;
  let item = 0;
  let lastWild = -1;
  let resume = 0;
  while (item < items.length) {
    if (part < parts.length && parts[part] === wild) {
      lastWild = part++;
      resume = item;
    } else if (part < parts.length && matches(parts[part], items[item])) {
      part++;
      item++;
    } else if (lastWild >= 0) {
      part = lastWild + 1;
      item = ++resume;
    } else {
      return false;
    }
  }
  while (part < parts.length && parts[part] === wild) part++;
  return part === parts.length;
}

function matchesName(segment: Segment, name: string): boolean {
  if (segment === ANY_DEPTH) return false;
  if (typeof segment === 'string') return segment === name;
  // Names are not empty, so a star alone matches at least one character.
  if (name === '') return segment.length === 0;
  return matchesInOrder(segment, [...name], ANY_LENGTH, (token, character) => token !== ANY_LENGTH && token.is(character));
}

function segmentOf(text: string): Segment {
  if (/^\*\*+$/.test(text)) return ANY_DEPTH;
  if (!/[*?[\\]/.test(text)) return text;
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const set = text[at] === '[' ? /^\[(\^?)(\]?[^\]]*)\]/.exec(text.slice(at)) : undefined;
    if (text[at] === '*') {
      if (tokens.at(-1) !== ANY_LENGTH) tokens.push(ANY_LENGTH);
      at += 1;
    } else if (text[at] === '?') {
      tokens.push({ is: () => true });
      at += 1;
    } else if (set) {
      tokens.push(characterSet(set[2], set[1] !== ''));
      at += set[0].length;
    } else {
      const literal = text[at] === '\\' && at + 1 < text.length ? text[++at] : text[at];
      tokens.push({ is: (character) => character === literal });
      at += 1;
    }
  }
  return tokens;
}

function characterSet(text: string, negated: boolean): Token {
  const ranges = [...text.matchAll(/\\?(.)(?:-\\?(.))?/gsu)].map(([, from, to = from]) => [from, to] as const);
  return { is: (character) => ranges.some(([from, to]) => character >= from && character <= to) !== negated };
}

/** Expands `{a,b}` to `a` and `b`, innermost first. Braces without a comma are literal. */
export function expandBraces(pattern: string): string[] {
  if (pattern.length > LONGEST_PATTERN) {
    throw new GlobTooComplex(`a pattern may have at most ${LONGEST_PATTERN} characters, but this one has ${pattern.length}`);
  }
  const group = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!group) return [pattern];
  const found = new Set([pattern]);
  for (const each of found) {
    const inner = /\{([^{}]*,[^{}]*)\}/.exec(each);
    if (!inner) continue;
    found.delete(each);
    for (const choice of inner[1].split(',')) found.add(each.slice(0, inner.index) + choice + each.slice(inner.index + inner[0].length));
    if (found.size > MOST_ALTERNATIVES) {
      throw new GlobTooComplex(`a pattern may expand to at most ${MOST_ALTERNATIVES} alternatives, but this one has more: ${pattern}`);
    }
  }
  const characters = [...found].reduce((sum, { length }) => sum + length, 0);
  if (characters > MOST_CHARACTERS) {
    throw new GlobTooComplex(`the alternatives of a pattern may have at most ${MOST_CHARACTERS} characters, but this one has ${characters}`);
  }
  return [...found];
}
