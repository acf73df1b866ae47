import type { SourceLine } from './source-files';

/** How frameworks declare the route `/`, up to its handler. */
const ROOT = [
  /\.(?:get|all|use|GET|Get|Any|route|add_url_rule)\(\s*["'`]\/["'`]\s*(?:,\s*(.*))?/,
  /\bHandle(?:Func)?\(\s*["'`](?:GET )?\/(?:\{\$\})?["'`]\s*,\s*(.*)/,
];
const REDIRECTS = /\b(?:res|reply|response|c|ctx)\.[rR]edirect\(|\breturn\s+(?:redirect|RedirectResponse)\(|\bhttp\.Redirect(?:Handler)?\(/;
/** A condition, or an end, before it: other requests may be answered. */
const CONDITION = /^\s*(?:if|else|elif|switch|case|try|except|for)\b|\?\s*$/;
const MOST_LINES = 8;

/** A note if `/` redirects on every request: health checks do not follow. */
export function redirectedRoot(lines: readonly SourceLine[]): string[] {
  const found = redirectAtRoot(lines);
  if (!found) return [];
  return [`${found.path}:${found.line} redirects / (\`${found.text.trim().slice(0, 100)}\`), but health checks of / need the answer 200: write `
    + 'a path that answers 200 into `healthCheckPath` of the CDK app'];
}

function redirectAtRoot(lines: readonly SourceLine[]): SourceLine | undefined {
  for (const [index, { text }] of lines.entries()) {
    const match = ROOT.map((pattern) => pattern.exec(text)).find((each) => each !== null);
    if (!match) continue;
    const handler = match[1] ?? '';
    // The name of a function: `index`, `controllers.index`.
    const name = /^(?:[\w.]*\.)?(\w+)\s*\)/.exec(handler)?.[1];
    const start = name === undefined ? index : lines.findIndex((line) => definitionOf(name).test(line.text));
    const line = start < 0 ? undefined : redirectIn(lines, start);
    if (line) return line;
  }
  return undefined;
}

function definitionOf(name: string): RegExp {
  return new RegExp(String.raw`\bfunc(?:tion)?\s+(?:\([^)]*\)\s*)?${name}\(|\b(?:const|let|var)\s+${name}\s*=|\bdef\s+${name}\(`);
}

/** The first line of a function that answers, if it redirects: not one of another function, or under a condition. */
function redirectIn(lines: readonly SourceLine[], start: number): SourceLine | undefined {
  const { path, text } = lines[start]!;
  if (REDIRECTS.test(text)) return lines[start];
  const indent = indentOf(text);
  for (const line of lines.slice(start + 1, start + 1 + MOST_LINES)) {
    const isOutside = line.text.trim() !== '' && indentOf(line.text) <= indent && !/^\s*(?:async\s+)?def\s/.test(line.text);
    if (line.path !== path || isOutside || CONDITION.test(line.text)) return undefined;
    if (REDIRECTS.test(line.text)) return line;
  }
  return undefined;
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
