import type { FailureDigest } from './run-state';

/** The last lines without those that the title already begins with. */
export function furtherLines({ title, lastLines }: Pick<FailureDigest, 'title' | 'lastLines'>): readonly string[] {
  const first = lastLines.findIndex((line) => line === '' || !title.startsWith(`${line};`));
  return first < 0 ? [] : lastLines.slice(first);
}
