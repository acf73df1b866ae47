import type { SourceLine } from './source-files';

/** Common names, most frequent first. */
export const HEALTH_NAMES = [
  'health', 'healthz', 'health-check', 'healthcheck', 'healthy', 'livez', 'readyz', 'ready', 'live', 'status', 'ping', 'up',
];
const QUOTED = /["'`](?:GET |get )?(\/?)((?:[\w-]+\/)*[\w-]+)(\/?)["'`]/g;
/** `message.get("status")` is no route: methods of frameworks take a path that begins with a slash. */
const METHOD = /\.(?:get|all|use|route)(?:<[^(]*>)?\(\s*$/;
/** How frameworks declare a route: Express, Fastify, NestJS, Go, Flask, FastAPI, Django. */
const WORDS = [
  'get', 'all', 'use', 'route', 'url', 'path', 'pathname', 're_path', 'Get', 'GET', 'Handle', 'HandleFunc', 'HandlerFunc', 'Controller',
  'add_url_rule', 'add_get', 'api_route',
];
const ROUTE = new RegExp(`\\b(?:${WORDS.join('|')})\\b`);
/** What precedes a path in a client: a request, or an element of a page. */
const REQUESTS = new RegExp([
  '(?:\\b(?:axios|got|https?|ky|request|superagent|supertest)\\.get|\\$http(?:\\.\\w+)?|\\bfetch)(?:<[^(]*>)?\\(\\s*$',
  '<(?:Link|NavLink|Route)\\b[^>]*$', '\\b(?:href|to)=\\{?$',
].join('|'));
/** A page of a client: a route with a component, or the attribute of an element on a line of its own. */
const PAGE = /\bpath\s*:.*\b(?:component|element|loadChildren|loadComponent)\s*:|^\s*path=(["'])[^"']*\1\s*$/;
/** As much of a line as names a call. */
const LONGEST_CALL = 200;
/** A route for `/` or for everything, pages, files, or a server that does its own routing. */
const ANSWERS_ROOT = new RegExp([
  String.raw`\.(?:get|all|use|GET|Get|Any|route|add_url_rule|api_route)\(\s*["'\x60](?:/?["'\x60]|/?\{?\*)`, String.raw`\.(?:get|all)\(\s*/`,
  String.raw`\bHandle(?:Func)?\(\s*["'\x60](?:GET )?/(?:\{\$\})?["'\x60]`, String.raw`\b(?:re_)?path\(\s*r?["']\^?\$?["']`,
  String.raw`@(?:Get|All)\(\s*(?:["'\x60]/?["'\x60]\s*)?\)`,
  String.raw`\b(?:path|url)\s*:\s*["'\x60]/(?:["'\x60]|\{?\*)`, String.raw`\bPathPrefix\(\s*"/"`,
  String.raw`\.[sS]tatic\(|\b(?:fastify-?|koa-?|serve-?)[sS]tatic\b|\bStaticFiles\(|\bsendFile\(|\bFileServer\(`,
  String.raw`\bcreateServer\(\s*(?:async\s*)?(?:\(|function)`, String.raw`\bfetch\s*[(:]\s*(?:req|async|\()`, String.raw`\bpathname\b|\burl\s*===?`,
].join('|'));
const PREFIX = /\bsetGlobalPrefix\(\s*["'`]\/?([\w/-]+)["'`]/;

/** The health check route; `undefined` if the source contains none. */
export function readHealthPath(lines: readonly SourceLine[]): string | undefined {
  const routes = lines.filter(({ text }) => ROUTE.test(text) && !PAGE.test(text));
  const found = routes.flatMap(({ text }) => [...text.matchAll(QUOTED)].flatMap(({ index, 1: begin, 2: path, 3: slash }) => {
    const before = text.slice(Math.max(0, index - LONGEST_CALL), index);
    return REQUESTS.test(before) || (begin === '' && METHOD.test(before)) ? [] : [{ path, slash }];
  }));
  for (const name of HEALTH_NAMES) {
    const route = found.find(({ path }) => path.split('/').at(-1) === name);
    if (route) return `${prefixOf(lines)}/${route.path}${route.slash}`;
  }
  return undefined;
}

/** Whether the source shows an answer to `/`, or has no routes that could show it. */
export function answersRoot(lines: readonly SourceLine[]): boolean {
  const hasRoutes = lines.some(({ text }) => /@(?:Controller|Get)\(/.test(text) || (ROUTE.test(text) && /["'`](?:GET )?\/\w/.test(text)));
  return !hasRoutes || lines.some(({ text }) => ANSWERS_ROOT.test(text));
}

/** `/`, with the prefix of all routes. */
export function rootPath(lines: readonly SourceLine[]): string {
  return prefixOf(lines) || '/';
}

function prefixOf(lines: readonly SourceLine[]): string {
  const prefix = lines.map(({ text }) => PREFIX.exec(text)?.[1]).find((each) => each !== undefined);
  return prefix === undefined ? '' : `/${prefix}`;
}
