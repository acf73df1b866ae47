/** Compiles a matcher in ALB's notation (`200`, `200-299`, `200,302`) into a predicate on status codes. */
export function parseMatcher(matcher: string): (status: number) => boolean {
  const ranges = matcher.split(',').map(parseRange);
  return (status) => ranges.some(({ from, to }) => status >= from && status <= to);
}

function parseRange(text: string): { from: number; to: number } {
  const parts = /^\s*(\d{3})(?:-(\d{3}))?\s*$/.exec(text);
  if (!parts) throw new Error(`\`matcher\` must be status codes like 200, 200-299 or 200,302, got: ${text}`);
  return { from: Number(parts[1]), to: Number(parts[2] ?? parts[1]) };
}
