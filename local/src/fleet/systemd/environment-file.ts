/** In comments and values, a backslash joins the next line. */
const REST_OF_LINE = String.raw`(?:\\[^]?|[^\\\n])*`;
const IN_QUOTES = String.raw`'[^']*'?|"(?:\\[^]?|[^"\\])*"?`;
/** Not `\s`, which includes a byte order mark. */
const BLANKS = String.raw`[ \t\r\n]*`;
const COMMENT = `[#;]${REST_OF_LINE}`;
const ASSIGNMENT = new RegExp(String.raw`${BLANKS}(?:${COMMENT}|([^=\n]*)(?:=((?:[ \t]*(?:${IN_QUOTES}))*)(${REST_OF_LINE}))?)(?:\n|$)`, 'gy');
/** Quotes are only special at the beginning of a value. */
const QUOTED = /[ \t]*(?:'([^']*)'?|"((?:\\[^]?|[^"\\])*)"?)/g;

/**
 * Parses an `EnvironmentFile=`: `NAME=value` lines, comments, quotes that may span lines, and backslash continuations. `undefined` if an
 * assignment is not UTF-8, even one to an invalid name.
 */
export function parseEnvironmentFile(text: string): Record<string, string> | undefined {
  const assignments = [...assignmentsIn(text)];
  // What is not UTF-8 was read as this character.
  if (assignments.flat().some((part) => part.includes('\uFFFD'))) return undefined;
  return Object.fromEntries(assignments.filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)));
}

function* assignmentsIn(text: string): Iterable<readonly [string, string]> {
  for (const [, key = '', quoted, plain = ''] of text.replace(/\r\n/g, '\n').matchAll(ASSIGNMENT)) {
    if (quoted === undefined) continue;
    const parts = [...quoted.matchAll(QUOTED)].map(([, single, double = '']) => single ?? unescapeQuoted(double));
    yield [key.replace(/[ \t\r]+$/, ''), parts.join('') + unescapePlain(plain.replace(/^[ \t]+/, ''))];
  }
}

/** Within double quotes, a backslash only escapes these four, and joins lines. */
function unescapeQuoted(text: string): string {
  return text.replace(/\\(?:\n|$|(["\\`$]))/g, '$1');
}

/** Trailing blanks are dropped unless escaped. */
function unescapePlain(text: string): string {
  const parts = text.match(/\\[^]?|[^\\]/g)?.filter((part) => part !== '\\\n') ?? [];
  while (/^[ \t]$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.map((part) => part.replace(/^\\/, '')).join('');
}

/** Replaces the lines that set the same variables as `lines`, and appends the rest. */
export function replaceEnvironmentLines(text: string, lines: Readonly<Record<string, string>>): string {
  const kept = text.split('\n').filter((line) => {
    const name = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1];
    return name === undefined || lines[name] === undefined;
  });
  while (kept.at(-1) === '') kept.pop();
  return [...kept, ...Object.entries(lines).map(([name, value]) => `${name}=${value}`), ''].join('\n');
}
