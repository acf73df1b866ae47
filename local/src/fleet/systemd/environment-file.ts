/** Within double quotes, a backslash only escapes these. */
const NEED_ESCAPE = '"\\`$';

/**
 * Parses an `EnvironmentFile=`: `NAME=value` lines, comments, quotes that may span lines, and backslash continuations. Quotes are only
 * special at the beginning of a value.
 */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  const reader = new Reader(text.replace(/\r\n/g, '\n'));
  while (!reader.ended) {
    reader.skip(/[ \t\n]/);
    if (/[#;]/.test(reader.next)) {
      reader.comment();
      continue;
    }
    const key = reader.key();
    if (key === undefined) continue;
    const value = reader.value();
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) result[key] = value;
  }
  return result;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  get next(): string {
    return this.text[this.at] ?? '';
  }

  skip(characters: RegExp): void {
    while (!this.ended && characters.test(this.next)) this.at++;
  }

  /** A trailing backslash extends the comment to the next line. */
  comment(): void {
    for (let char = this.take(); char !== '\n' && char !== ''; char = this.take()) if (char === '\\') this.take();
  }

  /** `undefined` for a line without an equals sign. */
  key(): string | undefined {
    const end = this.text.slice(this.at).search(/[=\n]|$/);
    const key = this.text.slice(this.at, this.at + end);
    this.at += end;
    return this.take() === '=' ? key.trim() : undefined;
  }

  value(): string {
    let value = '';
    for (;;) {
      this.skip(/[ \t]/);
      if (this.next === '\'' || this.next === '"') value += this.quoted(this.take());
      else return value + this.plain();
    }
  }

  private quoted(quote: string): string {
    let value = '';
    for (let char = this.take(); char !== quote && char !== ''; char = this.take()) {
      if (char !== '\\' || quote === '\'') {
        value += char;
        continue;
      }
      const escaped = this.take();
      if (escaped !== '\n') value += NEED_ESCAPE.includes(escaped) ? escaped : `\\${escaped}`;
    }
    return value;
  }

  /** Reads up to the end of the line. Trailing blanks are dropped unless escaped. */
  private plain(): string {
    let value = '';
    let kept = 0;
    for (let char = this.take(); char !== '\n' && char !== ''; char = this.take()) {
      const escaped = char === '\\' ? this.take() : undefined;
      if (escaped === '\n') continue;
      value += escaped ?? char;
      if (escaped !== undefined || !/[ \t]/.test(char)) kept = value.length;
    }
    return value.slice(0, kept);
  }

  private take(): string {
    return this.text[this.at++] ?? '';
  }
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
