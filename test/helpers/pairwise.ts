/** Possible values of each choice. */
type Choices = Readonly<Record<string, readonly unknown[]>>;

/** One value for each choice. */
export type Combination<T extends Choices> = { -readonly [K in keyof T]: T[K][number] };

interface Pair { readonly first: string; readonly second: string; readonly values: readonly [unknown, unknown] }

/**
 * A few combinations that contain every pair of values of different choices at least once: most mistakes involve at most two.
 * Greedy: each combination begins with a missing pair and takes, choice by choice, the value that adds most other pairs.
 */
export function pairwise<T extends Choices>(choices: T): Combination<T>[] {
  let missing = pairsOf(choices);
  const combinations: Combination<T>[] = [];
  while (missing.length > 0) {
    const [{ first, second, values }] = missing;
    const combination: Record<string, unknown> = { [first]: values[0], [second]: values[1] };
    for (const [name, possible] of Object.entries(choices).filter(([key]) => !(key in combination))) {
      const concerned = missing.filter((pair) => pair.first === name || pair.second === name);
      const gain = (value: unknown) => concerned.filter((pair) => isIn(pair, { ...combination, [name]: value })).length;
      combination[name] = possible.reduce((best, value) => (gain(value) > gain(best) ? value : best));
    }
    missing = missing.filter((pair) => !isIn(pair, combination));
    combinations.push(combination as Combination<T>);
  }
  return combinations;
}

function pairsOf(choices: Choices): Pair[] {
  const entries = Object.entries(choices);
  return entries.flatMap(([first, ones], index) => entries.slice(index + 1).flatMap(([second, others]) =>
    ones.flatMap((one) => others.map((other): Pair => ({ first, second, values: [one, other] })))));
}

function isIn({ first, second, values }: Pair, combination: Record<string, unknown>): boolean {
  return combination[first] === values[0] && combination[second] === values[1];
}
