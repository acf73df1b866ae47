/** The expected structure of parsed data. Keys that end with `?` are optional; keys that are not listed may have any value. */
export type Shape = 'text' | 'number' | 'name' | readonly [Shape] | { readonly [key: string]: Shape };

/** Names are used as parts of paths. */
const NAME = /^(?!\.{1,2}$)[\w.:@ -]{1,200}$/;

/** The first mismatch in a value; `undefined` if it is valid. */
export function mismatch(value: unknown, shape: Shape, where = ''): string | undefined {
  if (shape === 'text') return typeof value === 'string' ? undefined : `${placeOf(where)} must be text`;
  if (shape === 'number') return typeof value === 'number' ? undefined : `${placeOf(where)} must be a number`;
  if (shape === 'name') return typeof value === 'string' && NAME.test(value) ? undefined : `${placeOf(where)} must be a name`;
  if (isList(shape)) {
    if (!Array.isArray(value)) return `${placeOf(where)} must be a list`;
    return first(value.entries(), ([index, item]) => mismatch(item, shape[0], `${where}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${placeOf(where)} must be an object`;
  return first(Object.entries(shape), ([key, wanted]) => {
    const name = key.replace(/\?$/, '');
    const found = (value as Record<string, unknown>)[name];
    return found === undefined && name !== key ? undefined : mismatch(found, wanted, where === '' ? name : `${where}.${name}`);
  });
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function first<T>(items: Iterable<T>, look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function placeOf(where: string): string {
  return where === '' ? 'its content' : `\`${where}\``;
}
