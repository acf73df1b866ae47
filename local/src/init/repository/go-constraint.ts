/** Tags that hold for a build on Linux, of either architecture. */
const HOLDS = /^(?:linux|unix|cgo|gc|amd64|arm64|go1\.\d+)$/;
/** As `go list` knows them: https://pkg.go.dev/internal/syslist */
const SYSTEMS = new Set([
  'aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'hurd', 'illumos', 'ios', 'js', 'linux', 'nacl', 'netbsd', 'openbsd', 'plan9', 'solaris',
  'wasip1', 'windows', 'zos',
]);
const ARCHITECTURES = new Set([
  '386', 'amd64', 'amd64p32', 'arm', 'armbe', 'arm64', 'arm64be', 'loong64', 'mips', 'mipsle', 'mips64', 'mips64le', 'mips64p32', 'mips64p32le',
  'ppc', 'ppc64', 'ppc64le', 'riscv', 'riscv64', 's390', 's390x', 'sparc', 'sparc64', 'wasm',
]);

/** Whether `go build` on Linux takes a file by its name: `_test`, a system and an architecture only count at its end. */
export function isBuiltFile(name: string): boolean {
  if (!name.endsWith('.go') || /^[_.]/.test(name) || name.endsWith('_test.go')) return false;
  const [last = '', beforeLast = ''] = name.slice(0, -'.go'.length).split('_').slice(1).reverse();
  if (SYSTEMS.has(last)) return HOLDS.test(last);
  return !ARCHITECTURES.has(last) || (HOLDS.test(last) && (!SYSTEMS.has(beforeLast) || HOLDS.test(beforeLast)));
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
