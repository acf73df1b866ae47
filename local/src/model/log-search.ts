/** A line of a log, and where it is from. */
export interface SearchedLine {
  readonly environment: string;
  readonly instance: string;
  /** Name of the log: `web.service`. */
  readonly source: string;
  readonly text: string;
}

export type LogSearch = (line: SearchedLine) => boolean;

/** `-`, a name with `:`, and a word or something in double quotes. */
const TERM = /(-?)(?:([A-Za-z_@][\w.@-]*):)?(?:"([^"]*)"|(\S+))/g;
const COMPARISON = /^(>=|<=|>|<)(-?\d+(?:\.\d+)?)$/;
/** Names for where a line is from; every other name is of a field in it. */
const PLACES: Readonly<Record<string, (line: SearchedLine) => string>> = {
  environment: ({ environment }) => environment, instance: ({ instance }) => instance, log: ({ source }) => source,
};

/**
 * What somebody types to find lines, all of it at once: words and `"phrases"` anywhere in the line; `level:error`, `status:>=500` or `user.id:4*`
 * in the fields of a line that is JSON; `environment:`, `instance:` and `log:` for where it is from; `-` before what must not be. Upper and lower
 * case are the same.
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

/** In a line that is not JSON, `error:` and `http://` are only text. */
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

/** Whether a text is these parts in their order with anything in between: `*` without a regular expression, which could take long. */
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
/** A line is read once, however often somebody types. */
const known = new WeakMap<SearchedLine, Fields | null>();

function fieldsOf(line: SearchedLine): Fields | undefined {
  let fields = known.get(line);
  if (fields === undefined) {
    fields = parse(line.text);
    known.set(line, fields);
  }
  return fields ?? undefined;
}

function parse(text: string): Fields | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return null;
  }
}

/** `user.id` is a field of that name, or `id` in `user`. A list has all of its values. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (key.toLowerCase() === name.toLowerCase()) return Array.isArray(child) ? child as unknown[] : [child];
    return name.toLowerCase().startsWith(`${key.toLowerCase()}.`) ? valuesOf(child, name.slice(key.length + 1)) : [];
  });
}
