import { createContext, Script } from 'node:vm';

/** Short, because the same thread serves requests. On a busy machine it may take longer: half of it has to be processor time. */
const MOST_MS = 250;

/** A regular expression that takes too long. The message is for display. */
export class MatchTooSlow extends Error {
  override readonly name = 'MatchTooSlow';
}

const place: { expression?: RegExp; texts?: readonly string[] } = createContext(Object.create(null) as object);
const script = new Script('texts.map((text) => expression.test(text))');

/**
 * Which texts match. A regular expression of a repository may take exponential time, and matching can only be interrupted in a separate
 * script.
 */
export function matchEach(expression: RegExp, texts: readonly string[]): readonly boolean[] {
  Object.assign(place, { expression, texts });
  try {
    const before = process.cpuUsage();
    // The time may also pass because the machine is busy.
    do {
      const matches = matchesWithin(MOST_MS);
      if (matches) return matches;
    } while (process.cpuUsage(before).user < MOST_MS * 1000 / 2);
    const text = shortened(expression.source);
    throw new MatchTooSlow(`the regular expression ${text} takes longer than ${MOST_MS} ms; nested repetitions like (a+)+ do`);
  } finally {
    Object.assign(place, { expression: undefined, texts: undefined });
  }
}

/** Undefined if the time was over first. */
function matchesWithin(milliseconds: number): readonly boolean[] | undefined {
  try {
    return script.runInContext(place, { timeout: milliseconds }) as readonly boolean[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}

/** The same for a single text. */
export function matchesInTime(expression: RegExp, text: string): boolean {
  return matchEach(expression, [text])[0] ?? false;
}

function shortened(source: string): string {
  return source.length > 100 ? `${source.slice(0, 100)}...` : source;
}
