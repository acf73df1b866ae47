import { linesOfCall, type SourceLine } from './source-files';

const DEFAULT_PORT = 3000;
/** Of a declaration. */
const MOST_LINES = 12;

/** How programs read the environment variable `PORT`, with its default. */
const READS_PORT: readonly RegExp[] = [
  /\benv(?:iron)?(?:\.|\[["'`])PORT\b(?:["'`]\])?(?:\)|\s|!)*(?:(?:\?\?|\|\|)\s*["'`]?(\d{2,5}))?/,
  /\b(?:get|getOrThrow|number|int|str)(?:<\w+>)?\(\s*["'`]PORT["'`](?:\s*,\s*["'`]?(\d{2,5}))?/,
  /\b(?!\w{0,40}set)\w{0,40}env\w{0,40}\(\s*["']PORT["'](?:\s*,\s*["':]*(\d{2,5}))?/i,
  /\benviron\[?\(?["']PORT["']/,
  /\bPORT\s*[:=]\s*(?:z|Joi|num|port|envalid)\b/,
];

/** Other names of the variable for the port of an application, with its default. */
const OTHER_VARIABLE = new RegExp(String.raw`\b(?:env(?:iron)?(?:\.|\[["'\x60])|(?:Getenv|getenv|LookupEnv)\(\s*["'])`
  + String.raw`((?:APP|APPLICATION|API|BACKEND|EXPRESS|HTTP|LISTEN|NODE|SERVER|SERVICE|WEB)_?PORT)\b`
  + String.raw`(?:["'\x60]?\]?\)*\s*(?:\?\?|\|\|)\s*["'\x60]?(\d{2,5}))?`);

/** In a schema: zod, Joi, valibot, Yup; envalid. */
const DECLARES_PORT = /\bPORT["'`]?\s*:\s*(?:$|(?:z|[jJ]oi|v|yup)\b|(?:envalid\.)?(?:port|num|str)\()/;

const LISTENING = /\blisten\(|\bListenAndServe|\.(?:Run|Start|Listen)\(|\bserve\(/;

/** How programs listen on a literal port. */
const LISTENS: readonly RegExp[] = [
  /\.listen\(\s*(?:\{[^}]*\bport:\s*)?["'`]?(\d{2,5})\b/,
  /\bListenAndServe(?:TLS)?\(\s*"[^":]*:(\d{2,5})"/,
  /\.(?:Run|Start|Listen)\(\s*"[^":]*:(\d{2,5})"/,
  /\bflag\.(?:String|Int)(?:Var)?\([^"]*"[\w-]*(?:addr|bind|http|listen|port)[\w-]*"\s*,\s*"?(?:[^":]*:)?(\d{2,5})\b/i,
  /\bAddr:\s*"[^":]*:(\d{2,5})"/,
  /\b(?:run|run_app|serve|TCPSite|HTTPServer)\([^)]*(?:\bport\s*=\s*|,\s*)(\d{2,5})\b/,
];
/** Server options that span several lines: `serve({ fetch: app.fetch,`, then `port: 3000`. */
const OPTIONS_BEGIN = /\b(?:listen|serve|(?:WebSocket)?[sS]erver)\(\s*\{/;
const OPTION = /\bport:\s*["'`]?(\d{2,5})\b/;
/** A named constant: `const port = 8080`. */
const NAMED = /\b(?:const|let|var)?\s*([A-Za-z_]*port)\s*(?::\s*\w+\s*)?:?=\s*["'`:]*(\d{2,5})\b/i;
const LISTENS_ON_NAME = /\b(?:listen|ListenAndServe|run|Run|Start|serve)\([^)]*\b([A-Za-z_]*port)\b/i;

/** Why a port must not be fixed. */
export const OWN_PORT = 'in a local run, all hosts share one network, so each has its own port, and a deployment fails if the application listens '
  + 'elsewhere';

export interface Listening {
  readonly port: number;
  /** The line with a port that `PORT` does not change. */
  readonly ignores?: SourceLine;
  /** The variable that such a line reads instead. */
  readonly variable?: string;
  /** Nothing in the source shows it. */
  readonly isAssumed?: true;
}

/** The same line changed to read `PORT`, if the change is simple. */
export function readingPort({ path, text }: SourceLine, port: number): string | undefined {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return undefined;
  const number = `["'\`]?${port}["'\`]?`;
  const option = new RegExp(`(\\bport:\\s*)${number}`);
  const written = new RegExp(`(\\.listen\\(\\s*|\\bport\\s*(?::\\s*\\w+\\s*)?=\\s*)${number}`, 'i');
  // The type of an option is often just `number`.
  const changed = text.replace(option, `$1Number(process.env.PORT ?? ${port})`).replace(written, `$1process.env.PORT ?? ${port}`);
  return changed === text ? undefined : changed.trim();
}

/** What gives a program in Go its port: `flag.String("port", ":8080", ...)` takes `-port :$PORT`. */
export function portOption({ text }: SourceLine): string | undefined {
  const [, name, address] = /\bflag\.(?:String|Int)(?:Var)?\([^"]*"([\w-]*port[\w-]*)"\s*,\s*"?([^":]*:)?\d/i.exec(text) ?? [];
  return name === undefined ? undefined : `-${name} ${address === undefined ? '' : ':'}$PORT`;
}

/** The port of an application, and whether it respects `PORT`. */
export function readListening(lines: readonly SourceLine[]): Listening {
  for (const [index, { text }] of lines.entries()) {
    const match = firstMatch(text, READS_PORT) ?? fromDestructuring(lines, index);
    if (match) return { port: usable(match[1]) ?? defaultInSchema(lines) ?? defaultNear(lines) ?? DEFAULT_PORT };
  }
  return fixedPort(lines) ?? otherVariable(lines) ?? ginPort(lines) ?? { port: DEFAULT_PORT, isAssumed: true };
}

/** Without an address, Gin reads PORT itself. */
function ginPort(lines: readonly SourceLine[]): Listening | undefined {
  const hasGin = lines.some(({ text }) => text.includes('"github.com/gin-gonic/gin"'));
  return hasGin && lines.some(({ path, text }) => path.endsWith('.go') && /\.Run\(\s*\)/.test(text)) ? { port: 8080 } : undefined;
}

/** `listen(process.env.APP_PORT)`: hosts set `PORT`. */
function otherVariable(lines: readonly SourceLine[]): Listening | undefined {
  if (!lines.some(({ text }) => LISTENING.test(text))) return undefined;
  for (const line of lines.filter(({ text }) => !/\bhttps?:\/\//.test(text))) {
    const [, variable, standard] = OTHER_VARIABLE.exec(line.text) ?? [];
    if (variable !== undefined) return { port: usable(standard) ?? DEFAULT_PORT, ignores: line, variable };
  }
  return undefined;
}

/** `const { HOST, PORT = 3000 } = process.env`, on one line or several. */
function fromDestructuring(lines: readonly SourceLine[], index: number): RegExpExecArray | undefined {
  const { path, text } = lines[index]!;
  const end = /\}\s*=\s*(?:process|Bun|import\.meta)\.env\b/.exec(text);
  if (!end) return undefined;
  const before = lines.slice(Math.max(0, index - MOST_LINES), index).filter((line) => line.path === path).map((line) => line.text);
  const names = [...before, text.slice(0, end.index)].join('\n');
  return /\bPORT\b(?:\s*:\s*\w+)?(?:\s*=\s*["'`]?(\d{2,5}))?/.exec(names.slice(names.lastIndexOf('{'))) ?? undefined;
}

/** `PORT: z.coerce.number().default(9999)` on one line or several, or `PORT: port({ default: 9999 })`. */
function defaultInSchema(lines: readonly SourceLine[]): number | undefined {
  for (const [index, { path, text }] of lines.entries()) {
    if (!DECLARES_PORT.test(text)) continue;
    const following = lines.slice(index + 1, index + 1 + MOST_LINES).filter((line) => line.path === path);
    // A chain goes on with a dot, and options go on up to the brace at their end.
    const end = following.findIndex((line) => /[{(]\s*$/.test(text) ? /^\s*[})]/.test(line.text) : !/^\s*[.)]/.test(line.text));
    const own = text.slice(text.search(DECLARES_PORT)).replace(/(?<=[)}]),\s*["'\w]+\s*:.*$/, '');
    const declaration = [own, ...following.slice(0, end < 0 ? undefined : end)].map((line) => typeof line === 'string' ? line : line.text);
    const port = usable(/\bdefault(?:\(|:)\s*["'`]?(\d{2,5})\b/.exec(declaration.join('\n'))?.[1]);
    if (port !== undefined) return port;
  }
  return undefined;
}

/** The default is often on a separate line, as in Go: `if port == "" { port = "8080" }`. */
function defaultNear(lines: readonly SourceLine[]): number | undefined {
  return lines.map(({ text }) => usable(NAMED.exec(text)?.[2])).find((port) => port !== undefined);
}

function fixedPort(lines: readonly SourceLine[]): Listening | undefined {
  const direct = lines.find(({ text }) => firstMatch(text, LISTENS));
  if (direct) return { port: usable(firstMatch(direct.text, LISTENS)?.[1]) ?? DEFAULT_PORT, ignores: direct };
  const option = optionWithPort(lines);
  if (option) return { port: usable(OPTION.exec(option.text)?.[1]) ?? DEFAULT_PORT, ignores: option };
  const listening = lines.find(({ text }) => LISTENS_ON_NAME.test(text));
  const named = listening && lines.find(({ text }) => NAMED.exec(text)?.[1] === LISTENS_ON_NAME.exec(listening.text)?.[1]);
  return named && { port: usable(NAMED.exec(named.text)?.[2]) ?? DEFAULT_PORT, ignores: named };
}

function optionWithPort(lines: readonly SourceLine[]): SourceLine | undefined {
  for (const [index, begin] of lines.entries()) {
    if (!OPTIONS_BEGIN.test(begin.text)) continue;
    const option = linesOfCall(lines, index).find(({ text }) => OPTION.test(text));
    if (option) return option;
  }
  return undefined;
}

function firstMatch(text: string, patterns: readonly RegExp[]): RegExpExecArray | undefined {
  return patterns.map((pattern) => pattern.exec(text)).find((match) => match !== null) ?? undefined;
}

/** Applications on hosts do not run as root, so they cannot use ports below 1024. */
function usable(port: string | undefined): number | undefined {
  const number = Number(port);
  return number >= 1024 && number <= 65_535 ? number : undefined;
}
