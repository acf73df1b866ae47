/** Prints the command's only JSON document to stdout, for `--json`. Everything else goes to stderr. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
