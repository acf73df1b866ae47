/** What a command answers: lines for its outputs, and its exit status. */
export class CommandAnswer {
  readonly lines: { readonly to: 'o' | 'e'; readonly text: string }[] = [];
  code = 0;

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

  /** As `scripts/systemctl.sh` reads it. */
  encode(): string {
    return [...this.lines.map(({ to, text }) => `${to}${text.replace(/\0/g, '')}`), `x${this.code}`, ''].join('\n');
  }
}
