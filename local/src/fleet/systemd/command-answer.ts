/** The result of a command: lines of output, and an exit status. */
export class CommandAnswer {
  code = 0;
  /** Each with `o` or `e` before it, which is what `scripts/systemctl.sh` reads. */
  private readonly lines: string[] = [];

  /** @param send sends partial output before the command has ended; returns `false` if nobody reads it any more. */
  constructor(private readonly send?: (text: string) => boolean) {}

  out(...lines: readonly string[]): this {
    return this.write('o', lines);
  }

  error(...lines: readonly string[]): this {
    return this.write('e', lines);
  }

  /** Keeps the worst code, for commands with several units. */
  exit(code: number): this {
    this.code = Math.max(this.code, code);
    return this;
  }

  add(other: CommandAnswer): this {
    this.lines.push(...other.lines);
    return this.exit(other.code);
  }

  /** Sends the output so far. `false` if nobody reads it any more, or only at the end. */
  flush(): boolean {
    return this.send?.(this.lines.splice(0).map((line) => `${line}\n`).join('')) ?? false;
  }

  encode(): string {
    return [...this.lines, `x${this.code}`, ''].join('\n');
  }

  private write(to: 'o' | 'e', lines: readonly string[]): this {
    this.lines.push(...lines.flatMap((line) => line.replace(/\0/g, '').split('\n')).map((text) => `${to}${text}`));
    return this;
  }
}
