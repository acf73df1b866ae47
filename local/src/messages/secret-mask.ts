const MASK = '***';
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
/** Minimum length for masking a single line of a multi-line secret: shorter ones are just brackets and the like. */
const SHORTEST_LINE = 4;

/** Masks secrets in everything that is shown or stored, as CodeBuild does in its logs: replaces exact values with `***`. */
export class SecretMask {
  private values: string[] = [];

  /** The length of the longest value, for callers that process text in pieces. */
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
    // Longest first, so that a secret that contains another one is masked as a whole.
    this.values = [...values].sort((a, b) => b.length - a.length);
  }

  apply(text: string): string {
    const hidden = this.values.reduce((masked, value) => masked.replaceAll(value, MASK), text);
    return hidden.replace(ACCESS_KEY_ID, MASK);
  }
}
