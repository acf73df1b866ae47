import { linesOfCall, type SourceLine } from './source-files';

const LOOPBACK = String.raw`(?:localhost|127\.0\.0\.1|\[?::1\]?)`;
/** How programs listen on a literal loopback address. */
const LISTENS: readonly RegExp[] = [
  new RegExp(String.raw`\.listen\([^)]*["'\x60]${LOOPBACK}["'\x60]`),
  new RegExp(String.raw`\b(?:ListenAndServe(?:TLS)?|net\.Listen|\w+\.(?:Run|Start|Listen))\([^)]*"${LOOPBACK}:`),
  new RegExp(String.raw`\bhttp\.Server\{[^}]*Addr:\s*"${LOOPBACK}:`),
  new RegExp(String.raw`\bflag\.(?:String|Int)(?:Var)?\([^"]*"[\w-]*(?:addr|bind|host|http|listen)[\w-]*"\s*,\s*"${LOOPBACK}\b`, 'i'),
  new RegExp(String.raw`"${LOOPBACK}:(?:%\w)?"\s*[+,].*\bport\b`, 'i'),
];
const OPTION = new RegExp(String.raw`\bhost(?:name)?:\s*["'\x60]${LOOPBACK}["'\x60]`);
const LISTEN_CALL = /\.listen\(|\bListenAndServe(?:TLS)?\(|\bnet\.Listen\(/;
const NAMES_PORT = /\bPORT\b|[":(]\d{2,5}\b/;

/** The line with which the application listens on a loopback address, whatever `HOST` says. */
export function listensOnLoopback(lines: readonly SourceLine[]): SourceLine | undefined {
  const found = onLoopback(lines);
  // A profiler or metrics may be for the host alone.
  const others = lines.filter((line) => line !== found && LISTEN_CALL.test(line.text) && NAMES_PORT.test(line.text));
  return others.some((line) => onLoopback([line]) === undefined) ? undefined : found;
}

function onLoopback(lines: readonly SourceLine[]): SourceLine | undefined {
  return lines.find(({ text }) => !readsHost(text) && LISTENS.some((pattern) => pattern.test(text)))
    ?? lines.find(({ text: call }, index) => LISTEN_CALL.test(call)
      && linesOfCall(lines, index).some(({ text }) => OPTION.test(text) && !readsHost(text)));
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
