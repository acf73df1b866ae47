/** A command of `ExecStart=` and the like, before variables are expanded. */
export interface ExecCommand {
  readonly path: string;
  readonly words: readonly string[];
  /** `-`: failures are ignored. */
  readonly ignoreFailure: boolean;
  /** `+`: runs as root without sandboxing; `!`: runs as root. */
  readonly privileged: 'no' | 'user' | 'fully';
  /** `:`: variables are not expanded. */
  readonly literal: boolean;
  /** `@`: the name that the program sees as its own. */
  readonly ownName?: string;
}

/**
 * Parses a command line by systemd.service(5), "Command lines". A separate `;` separates commands. Throws for what systemd rejects.
 * @param expand expands the specifiers of a word; their values are neither split nor unescaped.
 */
export function parseExecLine(line: string, expand = (word: string) => word): ExecCommand[] {
  const commands: string[][] = [[]];
  // As it is written: what is quoted or escaped otherwise separates nothing.
  for (const { word, written } of splitText(line)) {
    if (written === ';') commands.push([]);
    else commands.at(-1)!.push(written === '\\;' ? ';' : expand(word));
  }
  return commands.filter((words) => words.length > 0).map(toCommand);
}

function toCommand(words: readonly string[]): ExecCommand {
  const prefix = /^[-@:+!]*/.exec(words[0]!)![0];
  const path = words[0]!.slice(prefix.length);
  if (path === '') throw new Error('Empty path in command line');
  if (path.includes('/') && !path.startsWith('/')) throw new Error('Neither a valid executable name nor an absolute path');
  if (path.endsWith('/')) throw new Error('Executable path specifies a directory');
  const hasOwnName = prefix.includes('@');
  return {
    path,
    words: words.slice(hasOwnName ? 2 : 1),
    ignoreFailure: prefix.includes('-'),
    privileged: prefix.includes('+') ? 'fully' : prefix.includes('!') ? 'user' : 'no',
    literal: prefix.includes(':'),
    ...(hasOwnName && { ownName: words[1] ?? '' }),
  };
}

/** Expands `${NAME}` inside words, and splits the value of a word that is just `$NAME`. */
export function expandCommand(command: ExecCommand, environment: Readonly<Record<string, string>>): string[] {
  if (command.literal) return [command.path, ...command.words];
  const words = command.words.flatMap((word) => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1];
    if (whole !== undefined) return valueWords(environment[whole] ?? '');
    return word.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name?: string) => (match === '$$' ? '$' : environment[name!] ?? ''));
  });
  return [command.path, ...words];
}

/** Splits a value at blanks outside of quotes; a malformed value is one word. */
function valueWords(value: string): string[] {
  try {
    return splitWords(value);
  } catch {
    return [value];
  }
}

/** Splits at blanks outside of single and double quotes, with C-style backslash escapes. Throws for an unclosed quote. */
export function splitWords(text: string): string[] {
  return splitText(text).map(({ word }) => word);
}

function splitText(text: string): { readonly word: string; readonly written: string }[] {
  const words: { readonly word: string; readonly written: string }[] = [];
  let start = 0;
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && at + 1 < text.length) {
      const [value, length] = unescapeAt(text, at + 1);
      word = (word ?? '') + value;
      at += length;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === '\'') {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push({ word, written: text.slice(start, at) });
      start = at + 1;
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== undefined) throw new Error('Unbalanced quoting');
  if (word !== undefined) words.push({ word, written: text.slice(start) });
  return words;
}

const ESCAPES: Record<string, string> = {
  'a': '\x07', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '"': '"', '\'': '\'', 's': ' ',
};

/** The character that an escape after the backslash stands for, and its length. Unknown escapes are left as they are. */
function unescapeAt(text: string, at: number): [string, number] {
  const char = text[at]!;
  const hex = char === 'x' ? /^[0-9a-fA-F]{2}/.exec(text.slice(at + 1))?.[0] : undefined;
  if (hex !== undefined) return [String.fromCharCode(parseInt(hex, 16)), 3];
  const value = ESCAPES[char];
  return value === undefined ? [`\\${char}`, 1] : [value, 1];
}
