import { UserError } from '../../messages/user-error';

/** Text, or the value of a variable: in quotes it stays one word. */
type Part = { readonly text: string } | { readonly variable: string; readonly isQuoted: boolean };

export interface ShellWord {
  /** As written. */
  readonly source: string;
  /** Its place in the line. */
  readonly begin: number;
  readonly parts: readonly Part[];
  /** Only a shell can expand it: a pattern, a substitution, a default. */
  readonly needsShell: boolean;
}

/** One command of a list, with the operator after it. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly operator?: string;
}

const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y;
const OPERATOR = /&&|\|\||;;|[;&|()<>]/y;
/** Inside of double quotes, a backslash before any other character is one. */
const ESCAPED = /\\([\\"$`])/y;

/**
 * The commands of a line, as a POSIX shell reads it. Own, because libraries that split a line (shell-quote, shlex) accept a quote that is not
 * closed, or no longer tell `'$A'` from `$A`. Throws for what no shell accepts.
 */
export function shellCommands(line: string): ShellCommand[] {
  return read(line).commands;
}

/** The same line without a comment at its end, so that more can follow. */
export function withoutComment(line: string): string {
  return line.slice(0, read(line).end).trim();
}

/** The line with another word in the place of each that means this text. */
export function withWord(line: string, text: string, source: string): string {
  const words = shellCommands(line).flatMap((command) => command.words).filter((word) => literalOf(word) === text);
  return words.reduceRight((all, word) => `${all.slice(0, word.begin)}${source}${all.slice(word.begin + word.source.length)}`, line);
}

function read(line: string): { readonly commands: ShellCommand[]; readonly end: number } {
  if (/[\0\r\n]/.test(line)) throw new UserError('must be one line without a line break');
  const reader = new Reader(line);
  const commands: { words: ShellWord[]; operator?: string }[] = [{ words: [] }];
  while (!reader.isAtEnd()) {
    const operator = reader.take(OPERATOR)?.[0];
    if (operator !== undefined) {
      commands.at(-1)!.operator = operator;
      commands.push({ words: [] });
    } else if (!reader.take(/[ \t]+/y)) {
      if (reader.take(/(?=#)/y)) break;
      commands.at(-1)!.words.push(wordAt(reader));
    }
  }
  return { commands: commands.filter(({ words, operator }) => words.length > 0 || operator !== undefined), end: reader.place() };
}

class Reader {
  private at = 0;

  constructor(private readonly line: string) {}

  isAtEnd(): boolean {
    return this.at === this.line.length;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.line);
    this.at += match?.[0].length ?? 0;
    return match ?? undefined;
  }

  /** Quotes inside of a substitution begin anew. */
  hasSubstitution(): boolean {
    return /`|\$\(/.test(this.line);
  }

  /** What has been read since a place. */
  since(place: number): string {
    return this.line.slice(place, this.at);
  }

  place(): number {
    return this.at;
  }
}

function wordAt(reader: Reader): ShellWord {
  const begin = reader.place();
  const parts: Part[] = [];
  let needsShell = reader.take(/(?=~)/y) !== undefined;
  let match: RegExpExecArray | undefined;
  while (!reader.isAtEnd() && !reader.take(/(?=[ \t;&|()<>])/y)) {
    if ((match = reader.take(/'([^']*)'/y) ?? reader.take(/\\(.)/y) ?? reader.take(/([^\s'"\\$`;&|()<>*?[\]{}!]+)/y))) {
      parts.push({ text: match[1]! });
    } else if ((match = reader.take(VARIABLE))) {
      parts.push({ variable: (match[1] ?? match[2])!, isQuoted: false });
    } else if ((match = reader.take(/"((?:[^"\\]|\\.)*)"/y))) {
      const inside = quotedParts(match[1]!);
      parts.push(...inside.parts);
      needsShell ||= inside.needsShell;
    } else {
      const character = reader.take(/./y)![0];
      if (/['"\\]/.test(character) && !reader.hasSubstitution()) {
        throw new UserError(character === '\\' ? 'ends with a backslash' : `has a ${character} that is not closed`);
      }
      parts.push({ text: character });
      needsShell = true;
    }
  }
  return { source: reader.since(begin), begin, parts, needsShell };
}

function quotedParts(text: string): Pick<ShellWord, 'parts' | 'needsShell'> {
  const reader = new Reader(text);
  const parts: Part[] = [{ text: '' }];
  let needsShell = false;
  while (!reader.isAtEnd()) {
    const variable = reader.take(VARIABLE);
    const plain = variable ? undefined : reader.take(ESCAPED)?.[1] ?? reader.take(/[^\\$`]+|\\/y)?.[0];
    if (variable) parts.push({ variable: (variable[1] ?? variable[2])!, isQuoted: true });
    else parts.push({ text: plain ?? reader.take(/./y)![0] });
    needsShell ||= !variable && plain === undefined;
  }
  return { parts, needsShell };
}

/** The word's text if it contains no variable. */
export function literalOf({ parts, needsShell }: ShellWord): string | undefined {
  if (needsShell) return undefined;
  const texts = parts.flatMap((part) => 'text' in part ? [part.text] : []);
  return texts.length === parts.length ? texts.join('') : undefined;
}
