import { parseArgs } from 'node:util';

/** The options and words of a command, parsed as getopt does. */
export interface CommandOptions {
  readonly words: readonly string[];
  has(name: string): boolean;
  /** Every value of an option, in order. */
  all(name: string): readonly string[];
  last(name: string): string | undefined;
}

/**
 * Throws an error with a message for the user.
 *
 * @param flags options without a value, `q quiet` for `-q` and `--quiet`. @param valued options with one.
 */
export function commandOptions(program: string, args: readonly string[], flags: readonly string[], valued: readonly string[]): CommandOptions {
  const options = Object.fromEntries([...flags.map((text) => option(text, 'boolean')), ...valued.map((text) => option(text, 'string'))]);
  const words: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const type = Object.hasOwn(options, name) ? options[name]!.type : undefined;
    if (type === undefined) throw new Error(`${program}: unrecognized option '${rawName}'`);
    if (type === 'string' && value === undefined) throw new Error(`${program}: option requires an argument -- '${rawName.replace(/^-+/, '')}'`);
    if (type === 'boolean' && value !== undefined) throw new Error(`${program}: option '${rawName}' doesn't allow an argument`);
    given.set(name, [...(given.get(name) ?? []), ...(value === undefined ? [] : [value])]);
  }
  const all = (name: string) => given.get(name) ?? [];
  return { words, all, has: (name) => given.has(name), last: (name) => all(name).at(-1) };
}

function option<T extends 'boolean' | 'string'>(text: string, type: T): [string, { type: T; short?: string }] {
  const [name = '', short] = text.split(' ').reverse();
  return [name, { type, ...(short !== undefined && { short }) }];
}

/** A number of lines, or `all`. */
export function lineCount(text: string): number {
  if (text === 'all') return Infinity;
  if (!/^\d+$/.test(text)) throw new Error(`Failed to parse lines '${text}'`);
  return Number(text);
}
