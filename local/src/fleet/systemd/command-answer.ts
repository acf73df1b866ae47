interface Line {
  readonly to: 'o' | 'e';
  readonly text: string;
}

/** What a command answers: lines for its outputs, and its exit status. */
export class CommandAnswer {
  readonly lines: Line[] = [];
  code = 0;

  /** @param send takes what is there already, before the command has ended; `false` when nobody reads any more. */
  constructor(private readonly send?: (text: string) => boolean) {}

  out(...lines: readonly string[]): this {
    this.lines.push(...lines.flatMap((line) => line.split('\n')).map((text) => ({ to: 'o' as const, text })));
    return this;
  }

  error(...lines: readonly string[]): this {
    this.lines.push(...lines.flatMap((line) => line.split('\n')).map((text) => ({ to: 'e' as const, text })));
    return this;
  }

  /** The worst of the codes counts, as with several units in one command. */
  exit(code: number): this {
    this.code = Math.max(this.code, code);
    return this;
  }

  add(other: CommandAnswer): this {
    this.lines.push(...other.lines);
    return this.exit(other.code);
  }

  /** Sends what is there. `false` when nobody reads any more, or nobody reads before the end. */
  flush(): boolean {
    const lines = this.lines.splice(0).map(encodeLine);
    return this.send?.(lines.map((line) => `${line}\n`).join('')) ?? false;
  }

  /** As `scripts/systemctl.sh` reads it. */
  encode(): string {
    return [...this.lines.map(encodeLine), `x${this.code}`, ''].join('\n');
  }
}

function encodeLine({ to, text }: Line): string {
  return `${to}${text.replace(/\0/g, '')}`;
}
