/** One command of `ExecStart=` and its kin, before variables are replaced. */
export interface ExecCommand {
  readonly path: string;
  readonly words: readonly string[];
  /** `-`: a failure does not count. */
  readonly ignoreFailure: boolean;
  /** `+`, `!`: runs as root whatever `User=` says. */
  readonly privileged: boolean;
  /** `:`: variables are not replaced. */
  readonly literal: boolean;
  /** `@`: the second word is what the program sees as its own name. */
  readonly ownName: boolean;
}

/** Reads a command line as systemd.service(5), "Command lines", has it. `;` on its own separates commands. */
export function parseExecLine(line: string): ExecCommand[] {
  const commands: string[][] = [[]];
  for (const word of splitWords(line)) {
    if (word === ';') commands.push([]);
    else commands.at(-1)!.push(word === '\\;' ? ';' : word);
  }
  return commands.filter((words) => words.length > 0).map(toCommand);
}

function toCommand(words: readonly string[]): ExecCommand {
  const prefix = /^[-@:+!]*/.exec(words[0]!)![0];
  const ownName = prefix.includes('@');
  return {
    path: words[0]!.slice(prefix.length),
    words: words.slice(ownName ? 2 : 1),
    ignoreFailure: prefix.includes('-'),
    privileged: /[+!]/.test(prefix),
    literal: prefix.includes(':'),
    ownName,
  };
}

/** Replaces `${NAME}` inside words, and a word that is just `$NAME` by the words of its value. */
export function expandCommand(command: ExecCommand, environment: Readonly<Record<string, string>>): string[] {
  if (command.literal) return [command.path, ...command.words];
  const words = command.words.flatMap((word) => {
    const whole = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(word)?.[1];
    if (whole !== undefined) return splitWords(environment[whole] ?? '');
    return word.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name?: string) => (match === '$$' ? '$' : environment[name!] ?? ''));
  });
  return [command.path, ...words];
}

/** Splits at blanks; single and double quotes hold words together, a backslash escapes as in C. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
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
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

const ESCAPES: Record<string, string> = { 'a': '\x07', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v', '\\': '\\', '"': '"', '\'': '\'', 's': ' ' };

/** What the escape after the backslash stands for, and how many characters it takes. Unknown ones stay as they are. */
function unescapeAt(text: string, at: number): [string, number] {
  const char = text[at]!;
  const hex = char === 'x' ? /^[0-9a-fA-F]{2}/.exec(text.slice(at + 1))?.[0] : undefined;
  if (hex !== undefined) return [String.fromCharCode(parseInt(hex, 16)), 3];
  const value = ESCAPES[char];
  return value === undefined ? [`\\${char}`, 1] : [value, 1];
}
