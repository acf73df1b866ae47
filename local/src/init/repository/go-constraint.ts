/** Tags that hold for a build on Linux, of either architecture. */
const HOLDS = /^(?:linux|unix|cgo|gc|amd64|arm64|go1\.\d+)$/;
const OTHER_SYSTEM = /_(?:test|aix|android|darwin|dragonfly|freebsd|illumos|ios|js|netbsd|openbsd|plan9|solaris|wasip1|windows)(?:_\w+)?\.go$/;

/** Whether `go build` on Linux takes a file by its name. */
export function isBuiltFile(name: string): boolean {
  return name.endsWith('.go') && !/^[_.]/.test(name) && !OTHER_SYSTEM.test(name);
}

/** Whether a file belongs to a program, and `go build` on Linux takes it by its constraint, such as `//go:build ignore`. */
export function hasBuiltMain(text: string): boolean {
  const main = /^package main\b/m.exec(text);
  const constraint = main && /^\/\/go:build (.+)$/m.exec(text.slice(0, main.index))?.[1];
  return main !== null && (!constraint || holds(constraint));
}

/** Of `!`, `&&`, `||` and parentheses, in this order of precedence. */
const STEPS: readonly (readonly [RegExp, (match: string, a: string, b: string) => string])[] = [
  [/!([01])/, (_, a) => a === '1' ? '0' : '1'],
  [/\(([01])\)/, (_, a) => a],
  [/([01])&&([01])/, (_, a, b) => a === '1' && b === '1' ? '1' : '0'],
  [/(?<!&&)([01])\|\|([01])(?!&&)/, (_, a, b) => a === '1' || b === '1' ? '1' : '0'],
];

function holds(constraint: string): boolean {
  let text = constraint.replace(/[\w.]+/g, (tag) => HOLDS.test(tag) ? '1' : '0').replace(/\s+/g, '');
  for (let step; (step = STEPS.find(([pattern]) => pattern.test(text)));) text = text.replace(...step);
  return text !== '0';
}
