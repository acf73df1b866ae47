/** The one JSON document that a command prints on stdout with `--json`. Everything for people goes to stderr. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
