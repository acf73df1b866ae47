// The application behind every contender: `node app.mjs PORT [VERSION] [MILLISECONDS]`. Stops gracefully: it keeps answering requests on open
// connections, with `Connection: close`, and ends when none are left.
import { createServer } from 'node:http';

const [port, version = 'v1', milliseconds = '0'] = process.argv.slice(2);
const body = JSON.stringify({ version, links: Array.from({ length: 12 }, (_, id) => ({ id, slug: `slug-${id}`, target: 'https://example.com/' })) });
let stopping = false;

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const answer = () => {
    if (stopping) response.setHeader('Connection', 'close');
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store',
      'X-Version': version });
    response.end(body);
  };
  request.resume();
  if (milliseconds === '0') answer();
  else setTimeout(answer, Number(milliseconds));
});

server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => {
  stopping = true;
  server.close(() => process.exit(0));
  setInterval(() => server.closeIdleConnections(), 50).unref();
  // Node.js does not count connections that never carried a request as idle.
  setTimeout(() => server.closeAllConnections(), 2000).unref();
});
