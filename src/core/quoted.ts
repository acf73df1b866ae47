/** For bash: nothing inside single quotes is special but the single quote. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
