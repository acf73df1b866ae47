/** The name that was probably meant: written in another case, at most two letters off, or with some words more or fewer (`maxHealthyPercent`). */
export function similarTo(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((each) => ({ each, distance: distanceOf(name.toLowerCase(), each.toLowerCase()) }));
  const [nearest] = distances.filter(({ each, distance }) => distance <= Math.min(2, Math.floor(each.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.each ?? known.find((each) => isWithin(each, name) || isWithin(name, each));
}

/** Whether all words of a name, two at least, are in another one, in the same order. */
function isWithin(short: string, long: string): boolean {
  const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
  const [words, rest] = [wordsOf(short), wordsOf(long)];
  return words.length > 1 && words.every((word) => {
    const at = rest.indexOf(word);
    rest.splice(0, at + 1);
    return at >= 0;
  });
}

/** Levenshtein's: how many letters have to be exchanged, added or removed. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      next.push(Math.min(row[column - 1]! + Number(letter !== to[column - 1]), row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
