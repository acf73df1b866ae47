interface Line {
  readonly to: 'o' | 'e';
  readonly text: string;
}

/** The result of a command: lines of output, and an exit status. */
export class CommandAnswer {
  readonly lines: Line[] = [];
  code = 0;

  /** @param send sends partial output before the command has ended; returns `false` if nobody reads it any more. */
  constructor(private readonly send?: (text: string) => boolean) {}

  out(...lines: readonly string[]): this {
    this.lines.push(...lines.flatMap((line) => line.split('\n')).map((text) => ({ to: 'o' as const, text })));
    return this;
  }

  error(...lines: readonly string[]): this {
    this.lines.push(...lines.flatMap((line) => line.split('\n')).map((text) => ({ to: 'e' as const, text })));
    return this;
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
    const lines = this.lines.splice(0).map(encodeLine);
    return this.send?.(lines.map((line) => `${line}\n`).join('')) ?? false;
  }

  /** In the format that `scripts/systemctl.sh` reads. */
  encode(): string {
    return [...this.lines.map(encodeLine), `x${this.code}`, ''].join('\n');
  }
}

function encodeLine({ to, text }: Line): string {
  return `${to}${text.replace(/\0/g, '')}`;
}
