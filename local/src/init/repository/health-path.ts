import type { SourceLine } from './source-files';

/** Common names, most frequent first. */
const NAMES = ['health', 'healthz', 'health-check', 'healthcheck', 'healthy', 'livez', 'readyz', 'ready', 'live', 'status', 'ping', 'up'];
const QUOTED = /["'`](?:GET |get )?\/?((?:[\w-]+\/)*[\w-]+)(\/?)["'`]/g;
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
const PAGE = /\b(?:component|element|loadChildren|loadComponent)\s*:|^\s*path=(["'])[^"']*\1\s*$/;
const PREFIX = /\bsetGlobalPrefix\(\s*["'`]\/?([\w/-]+)["'`]/;

/** The health check route; `undefined` if the source contains none. */
export function readHealthPath(lines: readonly SourceLine[]): string | undefined {
  const routes = lines.filter(({ text }) => ROUTE.test(text) && !PAGE.test(text));
  const found = routes.flatMap(({ text }) => [...text.matchAll(QUOTED)].filter(({ index }) => !REQUESTS.test(text.slice(0, index)))
    .map(([, path, slash]) => ({ path, slash })));
  for (const name of NAMES) {
    const route = found.find(({ path }) => path.split('/').at(-1) === name);
    if (route) return `${prefixOf(lines)}/${route.path}${route.slash}`;
  }
  return undefined;
}

function prefixOf(lines: readonly SourceLine[]): string {
  const prefix = lines.map(({ text }) => PREFIX.exec(text)?.[1]).find((each) => each !== undefined);
  return prefix === undefined ? '' : `/${prefix}`;
}
