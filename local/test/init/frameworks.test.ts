import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';
import type { FoundApplication } from '../../src/init';

removeRepositoriesAfterEachTest();

interface Parts {
  readonly packages?: readonly string[];
  readonly scripts?: Record<string, string>;
  readonly main?: string;
}

function node(files: Record<string, string>, { packages = [], scripts = { start: 'node server.js' }, main }: Parts = {}): FoundApplication {
  const dependencies = Object.fromEntries(packages.map((name) => [name, '1']));
  return applicationsIn({ 'package.json': { scripts, dependencies, main }, 'package-lock.json': '{}', ...files })[0]!;
}

describe('a health route of files', () => {
  test.each([
    ['next', 'src/app/api/health/route.ts', '/api/health'],
    ['next', 'app/(public)/healthz/route.js', '/healthz'],
    ['next', 'app/api/v1.0/health/route.ts', '/api/v1.0/health'],
    ['next', 'pages/api/status.ts', '/api/status'],
    ['@sveltejs/kit', 'src/routes/health/+server.ts', '/health'],
    ['nuxt', 'server/api/health.get.ts', '/api/health'],
    ['nuxt', 'server/routes/healthz.ts', '/healthz'],
    ['@remix-run/react', 'app/routes/healthcheck.tsx', '/healthcheck'],
    ['@react-router/fs-routes', 'app/routes/api.health/route.ts', '/api/health'],
    ['next', 'app/api/orders/[id]/status/route.ts', '/'],
    ['@remix-run/react', 'app/routes/orders.$id.status.tsx', '/'],
    ['@react-router/dev', 'app/routes/health.ts', '/'],
  ])('of %s: %s', (framework, path, expected) => {
    expect(node({ [path]: 'export const GET = handler;' }, { packages: [framework] }).healthCheckPath).toBe(expected);
  });

  test('answers GET', () => {
    expect(node({ 'app/api/status/route.ts': 'export async function POST() {}' }, { packages: ['next'] }).healthCheckPath).toBe('/');
  });

  test('of no such framework is a file like any other', () => {
    expect(node({ 'app/api/health/route.ts': '' }, { packages: ['express'] }).healthCheckPath).toBe('/');
  });
});

describe('the health check of /', () => {
  const note = (source: string) => node({ 'server.js': source }).notes.find((each) => each.includes('`healthCheckPath`'));

  test.each([
    'app.get("/users", list);\napp.use((request, response, next) => next(new NotFound()));\napp.use(compression());',
    'router.post("/login", login);\nclass Model { static find() {} }\nhttp.createServer(app).listen(process.env.PORT);\napp.get("/a", b);',
  ])('is doubted if only other routes are found: %j', (source) => {
    expect(note(source)).toContain('but no route for it was found: add a route such as /health');
  });

  test.each([
    'app.get("/", home);\napp.get("/users", list);', 'app.get("*", page);\napp.get("/users", list);',
    'app.use(express.static("public"));\napp.get("/users");',
    'http.createServer((request, response) => response.end()).listen(process.env.PORT);', 'app.get(/.*/, page);\napp.get("/users", list);',
    '@Controller()\nclass App { @Get() hello() {} }\n@Get("users")', '@Get("/") hello() {}\n@Get("users")', '',
    'server.route({ method: "GET", path: "/", handler });\nserver.route({ path: "/users" });', 'const path = require("path");\nuse("client");',
  ])('is not doubted otherwise: %j', (source) => {
    expect(note(source)).toMatch(/so \/ is used, and must answer 200; set another path/);
  });

  test('has the prefix of all routes', () => {
    expect(node({ 'src/main.ts': 'app.setGlobalPrefix("api");' }, { packages: ['@nestjs/core'] }).healthCheckPath).toBe('/api');
  });

  test('is used if a word is no path', () => {
    expect(node({ 'server.js': 'const status = message.get("status");' }).healthCheckPath).toBe('/');
    expect(node({ 'src/main.ts': '@Get("status")' }, { packages: ['@nestjs/core'] }).healthCheckPath).toBe('/status');
  });
});

describe('the start command without a script', () => {
  test.each<[string, Record<string, string>, Parts, string | undefined]>([
    ['what the build makes', { 'src/server.ts': 'serve(app);' }, { main: 'dist/server.mjs', scripts: { build: 'tsup' } }, 'dist/server.mjs'],
    ['what nobody builds', { 'src/server.ts': 'serve(app);' }, { main: 'dist/server.mjs', scripts: {} }, undefined],
    ['of SvelteKit', {}, { packages: ['@sveltejs/adapter-node'], scripts: { build: 'vite build' } }, 'build'],
    ['of Nuxt', {}, { packages: ['nuxt'], scripts: { build: 'nuxt build' } }, '.output/server/index.mjs'],
    ['of a server that renders', { 'server.js': 'import { renderToString } from "react-dom/server";\nserve(app);' }, { scripts: {} }, 'server.js'],
    ['of a client', { 'src/index.js': 'import React from "react";' }, { scripts: {} }, undefined],
    ['of a tool', { 'postcss.config.js': '' }, { main: 'postcss.config.js', scripts: {} }, undefined],
  ])('%s', (_what, files, parts, expected) => {
    expect(node(files, parts).start).toBe(expected && `/usr/local/bin/node ${expected}`);
  });
});

describe('connections that are closed too early', () => {
  const said = (start: string, packages: string[], source = '') =>
    node({ 'server.js': source }, { packages, scripts: { start } }).notes.find((each) => each.includes('closes idle'));

  test.each([
    ['next start', ['next'], 'add `--keepAliveTimeout 65000` to the start command'],
    ['node build', ['@sveltejs/adapter-node'], '`KEEP_ALIVE_TIMEOUT: \'65\'`'],
    ['node server.js', ['@hapi/hapi'], '`server.listener.keepAliveTimeout = 65_000`'],
    ['node server.js', ['@nestjs/core'], '`app.getHttpServer().keepAliveTimeout = 65_000`'],
    ['node .output/server/index.mjs', ['nuxt'], 'by an option of its own'],
  ])('%s of %j', (start, packages, expected) => {
    expect(said(start, packages)).toContain(expected);
  });

  test('are said for a server in the source, unless it sets a longer time', () => {
    expect(said('node server.js', [], 'app.listen(process.env.PORT);')).toContain('with Express or Koa on what `app.listen(...)` returns');
    expect(said('next start --keepAliveTimeout 65000', ['next'])).toBeUndefined();
  });
});

test('a server that nothing shows to read PORT is doubted, unless its framework does', () => {
  const doubts = (files: Record<string, string>, parts?: Parts) => node(files, parts).notes.join().includes('nothing that reads PORT was found');
  expect(doubts({ 'server.js': 'server.listen(settings.port);' })).toBe(true);
  expect(doubts({ 'server.js': 'server.listen(getEnv("PORT", "8080"));' })).toBe(false);
  expect(doubts({ 'server.js': 'setEnv("PORT", "8080");' })).toBe(true);
  expect(doubts({}, { packages: ['next'], scripts: { start: 'next start' } })).toBe(false);
  expect(doubts({}, { packages: ['nuxt'], scripts: {} })).toBe(false);
});

test('of several lock files, the build uses one, and that is said', () => {
  const files = { 'server.js': 'app.listen(process.env.PORT);' };
  const said = (name: string) => node({ ...files, [name]: '' }).notes.filter((each) => each.includes('lock file'));
  expect(said('bun.lock')).toEqual([expect.stringContaining('(package-lock.json, bun.lock), and the build uses `npm ci`: remove those')]);
  expect(said('README.md')).toEqual([]);
});

test('polling of socket.io needs stickiness, and rooms an adapter', () => {
  const notes = (...packages: string[]) => node({ 'server.js': '' }, { packages }).notes.join();
  expect(notes('socket.io')).toContain('its polling needs `stickiness` of an environment');
  expect(notes('socket.io')).toContain('need an adapter');
  expect(notes('socket.io', '@socket.io/redis-adapter')).toContain('its polling needs `stickiness`');
  expect(notes('socket.io', '@socket.io/redis-adapter')).not.toContain('need an adapter');
});

describe('tests', () => {
  const tests = (test: string) => node({ 'server.js': '' }, { scripts: { start: 'node server.js', test } }).build.commands[0];

  test('of Vitest get no option twice', () => {
    expect(tests('vitest --run --coverage')).toBe('npm test -- --reporter=default --reporter=junit --outputFile.junit=reports/tests.xml');
    expect(tests('vitest')).toContain('npm test -- --run --reporter');
  });

  test('of a client end', () => expect(tests('react-scripts test')).toBe('CI=true npm test'));
});
