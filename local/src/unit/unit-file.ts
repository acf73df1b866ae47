export interface UnitEntry {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

export interface ParsedUnitFile {
  readonly entries: readonly UnitEntry[];
  /** Lines that systemd would warn about and skip. */
  readonly problems: readonly UnitProblem[];
  /** The first line that is not UTF-8, except comments. systemd reads no further, and does not load a unit whose own file has such a line. */
  readonly undecodableLine?: number;
}

interface UnitProblem {
  readonly line: number;
  readonly why: string;
}

/** Parses the syntax of systemd.syntax(7): sections, repeated keys, comments, backslash continuations. */
export function parseUnitFile(text: string): ParsedUnitFile {
  const entries: UnitEntry[] = [];
  const problems: UnitProblem[] = [];
  let section: string | undefined;
  for (const { line, text: statement } of logicalLines(text)) {
    // What is not UTF-8 was read as this character.
    if (statement.includes('\uFFFD')) return { entries, problems, undecodableLine: line };
    if (statement.startsWith('[')) {
      section = /^\[(.+)\]$/.exec(statement)?.[1];
      if (section === undefined) problems.push({ line, why: `invalid section header '${statement}'` });
      continue;
    }
    const equals = statement.indexOf('=');
    if (equals < 1) problems.push({ line, why: 'missing \'=\', ignoring line' });
    else if (section === undefined) problems.push({ line, why: 'assignment outside of section, ignoring' });
    else entries.push({ section, key: statement.slice(0, equals).trim(), value: statement.slice(equals + 1).trim(), line });
  }
  return { entries, problems };
}

/** Joins continued lines, ignoring comments between them. */
function logicalLines(text: string): { readonly line: number; readonly text: string }[] {
  const result: { line: number; text: string }[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const trimmed = raw.trim();
    if (/^[#;]/.test(trimmed)) continue;
    const goesOn = trimmed.endsWith('\\');
    const part = goesOn ? trimmed.slice(0, -1) : trimmed;
    open = open ? { line: open.line, text: `${open.text} ${part}` } : { line: index + 1, text: part };
    if (goesOn) continue;
    result.push(open);
    open = undefined;
  }
  if (open) result.push(open);
  return result.map((entry) => ({ ...entry, text: entry.text.trim() })).filter((entry) => entry.text !== '');
}
