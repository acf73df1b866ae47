/** Quotes for bash: within single quotes only the single quote is special. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
