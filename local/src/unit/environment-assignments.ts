import { splitWords } from './exec-command';

/** The variables of `Environment=`: words, of which those that are no assignments are passed over. */
export function environmentAssignments(lines: readonly string[]): Record<string, string> {
  const assignments = lines.flatMap((line) => wordsOf(line)).flatMap((word) => {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word) ?? [];
    return name === undefined ? [] : [[name, value!] as const];
  });
  return Object.fromEntries(assignments);
}

/** A line with a quote that is not closed is passed over. */
function wordsOf(line: string): string[] {
  try {
    return splitWords(line);
  } catch {
    return [];
  }
}
