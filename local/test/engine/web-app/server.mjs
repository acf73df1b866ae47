import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const { commit } = JSON.parse(readFileSync(new URL('version.json', import.meta.url), 'utf8'));
const behaviour = JSON.parse(readFileSync(new URL('behaviour.json', import.meta.url), 'utf8'));
const began = Date.now();

let broken = false;

function statusOf(path) {
  if (path === '/health') return behaviour.health;
  if (path === '/break') broken ||= behaviour.breakable;
  if (broken) return 500;
  return Date.now() - began > behaviour.failsAfterSeconds * 1000 ? 500 : 200;
}

const server = createServer(async ({ url }, response) => {
  // Answers when a server of the test does.
  const [, gate] = /^\/held\/(\d+)$/.exec(url) ?? [];
  if (gate) await fetch(`http://127.0.0.1:${gate}/${process.env.PORT}`).catch(() => undefined);
  const milliseconds = url === '/slow' ? 4_000 : behaviour.answersAfterMs;
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  response.writeHead(statusOf(url), { 'content-type': 'application/json' });
  response.end(JSON.stringify({ commit, instance: process.env.PORT }));
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), process.env.HOST);

process.on('SIGTERM', () => {
  if (behaviour.ignoresSigterm) return;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
