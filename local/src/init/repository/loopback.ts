import { hostGiven, valuesOf } from './host-name';
import { linesOfCall, type SourceLine } from './source-files';

const LOOPBACK = String.raw`(?:localhost|127\.0\.0\.1|\[?::1\]?)`;
/** Hosts set `HOST`, so the default of another variable counts. */
const OF_OTHER_VARIABLE = String.raw`(?:process\.env\.(?!HOST\b|HOSTNAME\b)\w+\s*(?:\|\||\?\?)\s*)?`;
/** How programs listen on a literal loopback address. */
const LISTENS: readonly RegExp[] = [
  new RegExp(String.raw`\.listen\((?:[^()]|\([^()]*\))*,\s*${OF_OTHER_VARIABLE}["'\x60]${LOOPBACK}["'\x60]\s*(?:[,)]|$)`),
  new RegExp(String.raw`\b(?:ListenAndServe(?:TLS)?|net\.Listen|\w+\.(?:Run|Start|Listen))\([^)]*"${LOOPBACK}:`),
  new RegExp(String.raw`\bhttp\.Server\{[^}]*Addr:\s*"${LOOPBACK}:`),
  new RegExp(String.raw`\bflag\.(?:String|Int)(?:Var)?\([^"]*"[\w-]*(?:addr|bind|host|http|listen)[\w-]*"\s*,\s*"${LOOPBACK}\b`, 'i'),
  new RegExp(String.raw`"${LOOPBACK}:(?:%\w)?"\s*[+,].*\bport\b`, 'i'),
];
const OPTION = new RegExp(String.raw`\bhost(?:name)?:\s*${OF_OTHER_VARIABLE}["'\x60]${LOOPBACK}["'\x60]\s*(?:[,})]|$)|\bAddr:\s*"${LOOPBACK}:`);
const LITERAL = new RegExp(String.raw`^${OF_OTHER_VARIABLE}["'\x60]${LOOPBACK}(?::\d*)?["'\x60]$`);
/** Calls that listen: Node.js and its frameworks, Hono, Hapi, Bun, Deno, Go. */
const LISTEN_CALL = new RegExp([
  String.raw`\.listen\(`, String.raw`\bserve\(\s*\{`, String.raw`\b[hH]api\.[sS]erver\(`, String.raw`\bListenAndServe(?:TLS)?\(`,
  String.raw`\bnet\.Listen\(`, String.raw`\bhttp\.Server\{`, String.raw`\.(?:Run|Start|Listen)\([\w"]`,
].join('|'));
const NAMES_PORT = /\bPORT\b|[":(]\d{2,5}\b/;

/** The line with which the application listens on a loopback address, whatever `HOST` says. */
export function listensOnLoopback(lines: readonly SourceLine[]): SourceLine | undefined {
  const calls = lines.flatMap((line, index) => LISTEN_CALL.test(line.text) ? [{ line, all: linesOfCall(lines, index) }] : []);
  const found = lines.find(({ text }) => !readsHost(text) && LISTENS.some((pattern) => pattern.test(text)))
    ?? calls.map(({ all }) => inCall(all) ?? byName(all, lines)).find((line) => line !== undefined);
  // A profiler or metrics may be for the host alone.
  const others = calls.filter(({ line, all }) => line !== found && !all.includes(found!) && all.some(({ text }) => NAMES_PORT.test(text)));
  return others.some(({ all }) => !onLoopback(all, lines)) || hasOther(found?.text) ? undefined : found;
}

/** Several calls on one line. */
function hasOther(text = ''): boolean {
  const calls = text.split(/(?=\.listen\(|\bListenAndServe(?:TLS)?\()/).slice(1);
  return calls.length > 1 && calls.some((call) => NAMES_PORT.test(call) && !LISTENS.some((pattern) => pattern.test(call)) && !OPTION.test(call));
}

function onLoopback(call: readonly SourceLine[], lines: readonly SourceLine[]): boolean {
  return call.some(({ text }) => !readsHost(text) && LISTENS.some((pattern) => pattern.test(text))) || inCall(call) !== undefined
    || byName(call, lines) !== undefined;
}

/** Arguments and options on the lines of one call. */
function inCall(call: readonly SourceLine[]): SourceLine | undefined {
  const option = call.find(({ text }) => OPTION.test(text) && !readsHost(text));
  if (option) return option;
  const text = call.map((line) => line.text).join('\n');
  return LISTENS[0]!.test(text) && !readsHost(text) ? call.find((line) => new RegExp(LOOPBACK).test(line.text)) : undefined;
}

/** A constant, or a field of an object: `const HOST = 'localhost'`, then `listen(port, HOST)`. */
function byName(call: readonly SourceLine[], lines: readonly SourceLine[]): SourceLine | undefined {
  const name = hostGiven(call.map(({ text }) => text).join('\n'));
  const values = name === undefined ? [] : valuesOf(name, lines);
  return values.length > 0 && values.every(({ value }) => LITERAL.test(value)) ? values[0]!.line : undefined;
}

/** Fastify listens on `localhost` unless a host is given. */
export function listensByDefault(lines: readonly SourceLine[]): SourceLine | undefined {
  return lines.find((line, index) => {
    const [, owner, call] = /(\w+)\.listen\((.*)/.exec(line.text) ?? [];
    // `app.server` is Node.js's own.
    if (call === undefined || owner === 'server') return false;
    const given = linesOfCall(lines, index).map(({ text }) => text).join('\n');
    if (call.trimStart().startsWith('{')) return /\bport\b/i.test(given) && !/\bhost\b|\.\.\./i.test(given);
    return /^[^,]*\bPORT\b[^,]*$/.test(call) && !readsHost(given);
  });
}

function readsHost(text: string): boolean {
  return /\bHOST(?:NAME)?\b/.test(text);
}

export function loopbackProblem(line: SourceLine | undefined, reading: string): string[] {
  if (!line) return [];
  return [`${line.path}:${line.line} listens on the loopback address only: \`${line.text.trim().slice(0, 100)}\`. Listen on ${reading}, `
    + 'which is set everywhere: requests come from the load balancer, whose health checks would all fail'];
}
