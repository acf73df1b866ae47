/** Reads a file of `EnvironmentFile=`: `NAME=value` lines, comments, quotes, lines that go on after a backslash. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const line of text.replace(/\\\r?\n/g, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const assignment = /^([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(trimmed);
    if (assignment) result[assignment[1]!] = unquote(assignment[2]!);
  }
  return result;
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  if (quoted?.[1] === '\'') return quoted[2]!;
  if (quoted) return quoted[2]!.replace(/\\(["\\$`])/g, '$1');
  return value.replace(/\\(.)/g, '$1');
}

/** The text with the lines of `lines` in the place of those with the same names; new ones come last. */
export function replaceEnvironmentLines(text: string, lines: Readonly<Record<string, string>>): string {
  const kept = text.split('\n').filter((line) => {
    const name = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=/.exec(line)?.[1];
    return name === undefined || lines[name] === undefined;
  });
  while (kept.at(-1) === '') kept.pop();
  return [...kept, ...Object.entries(lines).map(([name, value]) => `${name}=${value}`), ''].join('\n');
}
