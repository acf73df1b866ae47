// One proxy from npm per process: `node proxy.mjs NAME PORT TARGET_PORTS DIRECTORY`, where DIRECTORY has the packages. Each is configured as
// its documentation recommends for throughput (keep-alive connections to the targets), with round robin.
import http from 'node:http';
import { createRequire } from 'node:module';

const [name, port, targetPorts, directory] = process.argv.slice(2);
const require = createRequire(`${directory}/index.js`);
const targets = targetPorts.split(',').map((target) => `http://127.0.0.1:${target}`);
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity });
let turn = 0;
const next = () => targets[turn++ % targets.length];

const proxies = {
  'http-proxy': () => {
    const proxy = require('http-proxy').createProxyServer({ agent, xfwd: true });
    return http.createServer((request, response) => proxy.web(request, response, { target: next() }));
  },
  'httpxy': async () => {
    const { createProxyServer } = await import(require.resolve('httpxy'));
    const proxy = createProxyServer({ agent, xfwd: true });
    return http.createServer((request, response) => proxy.web(request, response, { target: next() }));
  },
  'fast-proxy': () => {
    // With undici, a proxy sends everything to the target that it was created for, so there is one for each.
    const proxies = targets.map((base) => require('fast-proxy')({ base, undici: { connections: 256, pipelining: 1 } }).proxy);
    return http.createServer((request, response) => proxies[turn++ % proxies.length](request, response, request.url, {}));
  },
  'http-proxy-middleware': async () => {
    const { createProxyMiddleware } = await import(require.resolve('http-proxy-middleware'));
    const middleware = createProxyMiddleware({ agent, xfwd: true, router: next, target: targets[0] });
    return http.createServer((request, response) => middleware(request, response, () => response.end()));
  },
  '@fastify/reply-from': async () => {
    const app = require('fastify')({ logger: false });
    await app.register(require('@fastify/reply-from'), { undici: { connections: 256, pipelining: 1 }, disableRequestLogging: true });
    app.all('/*', (request, reply) => reply.from(`${next()}${request.url}`));
    await app.ready();
    return app.server;
  },
};

const server = await proxies[name]();
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
