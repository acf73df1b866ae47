import { splitWords } from './exec-command';

/**
 * Variables from `Environment=`: words that are not assignments are ignored.
 * @param expand expands the specifiers of a word, or has it ignored.
 */
export function environmentAssignments(
  lines: readonly string[], expand: (word: string) => string | undefined = (word) => word,
): Record<string, string> {
  const assignments = lines.flatMap((line) => wordsOf(line)).flatMap((word) => expand(word) ?? []).flatMap((word) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value!] as const];
  });
  return Object.fromEntries(assignments);
}

/** A line with an unclosed quote is ignored. */
function wordsOf(line: string): string[] {
  try {
    return splitWords(line);
  } catch {
    return [];
  }
}
