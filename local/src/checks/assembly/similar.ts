/** The name that was probably meant: at most two letters off, or different capitalization. */
export function similarTo(name: string, known: readonly string[]): string | undefined {
  const same = known.find((each) => each.toLowerCase() === name.toLowerCase());
  return same ?? known.find((each) => Math.abs(each.length - name.length) <= 2 && name.length > 3 && distance(each, name) <= 2);
}

/** Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const exchange = row[column - 1] + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(exchange, row[column] + 1, next[column - 1] + 1));
    }
    row = next;
  }
  return row[to.length];
}
