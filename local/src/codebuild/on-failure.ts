import type { OnFailure } from './buildspec';

const RETRIES_WHEN_NOT_SAID = 3;
const MOST_RETRIES = 100;

/** `ABORT`, `CONTINUE`, `RETRY`, `RETRY-count`, `RETRY-regex` or `RETRY-count-regex`; undefined for anything else. */
export function parseOnFailure(text: string): OnFailure | undefined {
  if (text === 'ABORT' || text === 'CONTINUE') return { action: text };
  const [matches, count, pattern] = /^RETRY(?:-(\d+)(?=-|$))?(?:-(.+))?$/s.exec(text) ?? [];
  if (matches === undefined) return undefined;
  const retries = count === undefined ? RETRIES_WHEN_NOT_SAID : Number(count);
  const regex = regexOf(pattern ?? '.*');
  return retries <= MOST_RETRIES && regex ? { action: 'RETRY', count: retries, pattern: regex } : undefined;
}

function regexOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 's');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
