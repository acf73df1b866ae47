import { applicationsIn, removeRepositoriesAfterEachTest } from './repositories';
import type { FoundApplication } from '../../src/init';

removeRepositoriesAfterEachTest();

test('a server in its folder is found by its file, and the script `prod` before it', () => {
  const files = { 'server/index.js': 'app.listen(process.env.PORT);' };
  const started = (scripts: object) => applicationsIn({ 'package.json': { scripts }, ...files })[0]!.start;
  expect(started({ dev: 'nodemon server/index.js' })).toBe('/usr/local/bin/node server/index.js');
  expect(started({ prod: 'vite build --mode production' })).toBe('/usr/local/bin/node server/index.js');
  expect(started({ prod: 'NODE_ENV=production node build/server.js' })).toBe('/usr/local/bin/node build/server.js');
  expect(started({ prod: 'NODE_ENV=production node --enable-source-maps server/index.js' }))
    .toBe('/usr/local/bin/node --enable-source-maps server/index.js');
});

/** One `package.json` for a server and its client. */
function both(files: Record<string, string | object>, scripts: Record<string, string> = {}): FoundApplication {
  const [application] = applicationsIn({
    'package.json': { scripts: { start: 'node server.js', ...scripts } }, 'server.js': 'app.listen(4000);', 'package-lock.json': '{}', ...files,
  });
  return application!;
}

test.each<[string, string]>([
  ['src/orders.js', 'axios.get(\'/api/orders/status\')'],
  ['src/orders.ts', 'this.$http.get("/status")'],
  ['src/orders.ts', 'axios.get<Status>("/api/status")'],
  ['src/app/health.ts', 'return this.http.get<Health>("/api/health");'],
  ['src/router.ts', 'const routes = [route, { path: "/status", component: Status }];'],
  ['src/App.jsx', '    path="/live"'],
  ['src/App.jsx', '<Route path="/live" element={<Live />} />'],
  ['src/App.tsx', '<Link to="/up" className={route}>'],
])('what a client requests or shows is no route of the server: %s', (path, text) => {
  expect(both({ [path]: text }).healthCheckPath).toBe('/');
});

test.each<[string, string, string]>([
  ['a server that asks another one', 'app.js', 'app.get("/health", async (_, response) => response.json(await (await fetch("/status")).json()))'],
  ['Bun', 'app.js', 'fetch(request) { if (new URL(request.url).pathname === "/health") return ok; }'],
  ['a module about customers', 'src/client/client.controller.ts', '@Controller("client")\n@Get("/health")'],
])('a route of the server is found all the same: %s', (_which, path, text) => {
  expect(both({ [path]: text }).healthCheckPath).toBe('/health');
});

test.each(['client/index.html', 'client/src/App.vue'])('the folder of a client, as %s shows, is not that of the server', (path) => {
  expect(both({ [path]: '', 'client/src/api.js': 'router.get("/status")' }).healthCheckPath).toBe('/');
});

test('a client in a folder that is the application itself is read', () => {
  const [application] = applicationsIn({
    'client/package.json': { scripts: { start: 'node server.js' } }, 'client/server.js': 'app.get("/ping");\napp.listen(process.env.PORT);',
  });
  expect(application!.healthCheckPath).toBe('/ping');
});

const OF_TOOLS = ['webpack.config.js', 'webpack.dev.mjs', 'webpackDevServer.config.js', 'vite.config.ts', 'vue.config.js', 'gulpfile.js'];

test.each(OF_TOOLS)('the port of %s is not that of the server', (path) => {
  const { port, problems } = both({ [path]: 'export default { devServer: { port: process.env.PORT || 8080 } };' });
  expect([port, problems]).toEqual([4000, [expect.stringContaining('server.js:1 listens on 4000, whatever PORT says')]]);
});

test.each(['new WebSocketServer({ port: 8080 });', 'new WebSocket.Server({ port: 8080 });', 'new WebSocketServer({\n  port: 8080,\n});'])(
  'the fixed port of a WebSocket server is found: %j', (text) => {
    const { port, problems } = both({ 'server.js': text });
    expect([port, problems]).toEqual([8080, [expect.stringContaining('process.env.PORT ?? 8080')]]);
  });

test.each<[Record<string, string>, string[]]>([
  [{ 'build:client': 'vite build', 'build:server': 'tsc' }, ['npm run build:client', 'npm run build:server']],
  [{ 'build': 'vite build', 'build:server': 'tsc' }, ['npm run build']],
  [{ 'build:docker': 'docker build .' }, []],
  [{ 'build:client': 'cd client && npm ci && vite build', 'build:server': 'tsc' }, ['npm run build:client', 'npm run build:server']],
  [{ 'start': 'npm run generate && node server.js', 'generate': 'prisma generate', 'build:api': 'tsc' }, ['npm run generate', 'npm run build:api']],
  [{ 'start': 'npm run build:all && node server.js', 'build:all': 'npm run build:api', 'build:api': 'tsc' }, ['npm run build:all']],
])('the parts are built, if no script builds all: %j', (scripts, expected) => {
  expect(both({}, scripts).build.commands).toEqual(expected);
});

test('a part in a folder whose packages nobody installs is left out, and that is said', () => {
  const scripts = { 'build:client': 'npm run build --prefix client', 'build:server': 'tsc' };
  const { build, notes } = both({ 'client/package.json': {} }, scripts);
  expect(build.commands).toEqual(['npm run build:server']);
  expect(notes).toContainEqual(expect.stringContaining('`build:client` of package.json builds in another folder, whose packages the build does not'));
  const started = both({ 'client/package.json': {} }, { ...scripts, start: 'npm run build:client && node server.js' });
  expect(started.notes.join()).not.toContain('another folder');
});

test('a library that is built is no application', () => {
  const applications = applicationsIn({
    'packages/shared/package.json': { main: 'dist/index.js', scripts: { build: 'tsc' } },
    'packages/shared/src/index.ts': 'export const one = 1;',
    'packages/web/package.json': { scripts: { start: 'node server.js' } },
    'packages/web/server.js': 'app.listen(process.env.PORT);',
  });
  expect(applications.map(({ directory }) => directory)).toEqual(['packages/web']);
});
