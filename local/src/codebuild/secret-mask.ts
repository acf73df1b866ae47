const MASK = '***';
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
/** A line of a secret of several lines is masked from this length on: shorter ones are brackets and the like. */
const SHORTEST_LINE = 4;

/** Hides secrets in whatever is shown or stored, as CodeBuild does in its logs: exact values only, `***` in their place. */
export class SecretMask {
  private values: string[] = [];

  /** The longest value, for those who cut text into pieces. */
  get longest(): number {
    return this.values[0]?.length ?? 0;
  }

  add(secrets: Iterable<string>): void {
    const values = new Set(this.values);
    for (const secret of secrets) {
      if (secret !== '') values.add(secret);
      const lines = secret.split(/\r?\n/);
      if (lines.length > 1) lines.filter((line) => line.trim().length >= SHORTEST_LINE).forEach((line) => values.add(line));
    }
    // Longest first: a secret that contains another one is hidden as a whole.
    this.values = [...values].sort((a, b) => b.length - a.length);
  }

  apply(text: string): string {
    const hidden = this.values.reduce((masked, value) => masked.replaceAll(value, MASK), text);
    return hidden.replace(ACCESS_KEY_ID, MASK);
  }
}
