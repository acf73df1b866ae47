/** A line of a log and its origin. */
export interface SearchedLine {
  readonly environment: string;
  readonly instance: string;
  /** Name of the log, such as `web.service`. */
  readonly source: string;
  readonly text: string;
}

export type LogSearch = (line: SearchedLine) => boolean;

/** An optional `-`, an optional name with `:`, and a word or a quoted phrase. */
const TERM = /(-?)(?:([A-Za-z_@][\w.@-]*):)?(?:"([^"]*)"|(\S+))/g;
const COMPARISON = /^(>=|<=|>|<)(-?\d+(?:\.\d+)?)$/;
/** Names that refer to the origin of a line; any other name refers to a field in it. */
const PLACES: Readonly<Record<string, (line: SearchedLine) => string>> = {
  environment: ({ environment }) => environment, instance: ({ instance }) => instance, log: ({ source }) => source,
};

/**
 * Compiles a log search; all terms must match: words and `"phrases"` anywhere in the line; `level:error`, `status:>=500` or `user.id:4*`
 * for fields of JSON lines; `environment:`, `instance:` and `log:` for the origin; a leading `-` excludes. Case does not matter.
 */
export function logSearch(text: string): LogSearch {
  const terms = [...text.matchAll(TERM)].map(([whole, not, name, phrase, word]) => {
    const matches = name === undefined ? containing(phrase ?? word) : fieldSearch(name, phrase ?? word, whole.replace(/^-/, ''));
    return not === '' ? matches : (line: SearchedLine) => !matches(line);
  });
  return (line) => terms.every((matches) => matches(line));
}

function containing(text: string): LogSearch {
  const wanted = text.toLowerCase();
  return (line) => line.text.toLowerCase().includes(wanted);
}

/** In a line that is not JSON, `error:` and `http://` are plain text. */
function fieldSearch(name: string, value: string, whole: string): LogSearch {
  const place = PLACES[name.toLowerCase()];
  const matches = valueSearch(value);
  if (place) return (line) => matches(place(line));
  const asText = containing(whole.replaceAll('"', ''));
  return (line) => {
    const fields = fieldsOf(line);
    return fields ? valuesOf(fields, name).some(matches) : asText(line);
  };
}

function valueSearch(wanted: string): (value: unknown) => boolean {
  const [, operator, limit] = COMPARISON.exec(wanted) ?? [];
  if (operator !== undefined) {
    const bound = Number(limit);
    return (value) => {
      const number = typeof value === 'number' || typeof value === 'string' && value !== '' ? Number(value) : NaN;
      return { '>=': number >= bound, '<=': number <= bound, '>': number > bound, '<': number < bound }[operator] === true;
    };
  }
  const parts = wanted.toLowerCase().split('*');
  return (value) => isLike(String(value).toLowerCase(), parts);
}

/**
 * Whether a text contains these parts in order, with anything in between: matches `*` without a regular expression, which could take
 * exponential time.
 */
function isLike(text: string, parts: readonly string[]): boolean {
  if (parts.length === 1) return text === parts[0];
  const [first, last] = [parts[0], parts[parts.length - 1]];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > text.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;
/** Parsed lines are cached, because searches run while the user types. */
const known = new WeakMap<SearchedLine, Fields | null>();

function fieldsOf(line: SearchedLine): Fields | undefined {
  let fields = known.get(line);
  if (fields === undefined) {
    fields = parse(line.text);
    known.set(line, fields);
  }
  return fields ?? undefined;
}

/** Before the text of a line in a journal: its time, and which process wrote it. */
const JOURNAL_PREFIX = /^\d{4}-\S{1,40} [^\s[]{1,256}\[\d{1,10}\]: /;

function parse(line: string): Fields | null {
  const text = line.replace(JOURNAL_PREFIX, '');
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return null;
  }
}

/** `user.id` is either a field of that name, or `id` inside `user`. A list matches by any of its values. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key.toLowerCase() === name.toLowerCase()) return Array.isArray(child) ? child as unknown[] : [child];
    return name.toLowerCase().startsWith(`${key.toLowerCase()}.`) ? valuesOf(child, name.slice(key.length + 1)) : [];
  });
}
