import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isInstalled, start, type Contender } from './processes';

export const NPM_PROXIES = ['@fastify/reply-from', 'fast-proxy', 'httpxy', 'http-proxy', 'http-proxy-middleware'] as const;
/** Fetched from npm for each run, into the run's own directory. */
export const NPM_PACKAGES = ['@fastify/reply-from@12.6.5', 'fastify@5.12.8', 'fast-proxy@2.2.0', 'httpxy@0.5.6', 'http-proxy@1.18.1',
  'http-proxy-middleware@4.2.2', 'autocannon@9.0.0'];

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function startApp(port: number, version = 'v1', milliseconds = 0): Promise<Contender> {
  return start([process.execPath, here('app.mjs'), String(port), version, String(milliseconds)], 'ready');
}

export async function startOurs(port: number, targetPorts: readonly number[], directory: string): Promise<Contender> {
  return start([process.execPath, `${directory}/ours.cjs`, String(port), targetPorts.join()], 'ready');
}

export async function startNpmProxy(name: string, port: number, targetPorts: readonly number[], directory: string): Promise<Contender> {
  return start([process.execPath, here('proxy.mjs'), name, String(port), targetPorts.join(), directory], 'ready');
}

/** One worker each, because ours has one event loop, and keep-alive connections to the targets. */
export async function startNginx(port: number, targetPorts: readonly number[], directory: string): Promise<Contender> {
  const home = `${directory}/nginx-${port}`;
  mkdirSync(home, { recursive: true });
  writeNginxConfiguration(home, port, targetPorts);
  return start(['nginx', '-p', home, '-c', `${home}/nginx.conf`, '-e', `${home}/error.log`], port);
}

export function writeNginxConfiguration(home: string, port: number, targetPorts: readonly number[]): void {
  writeFileSync(`${home}/nginx.conf`, `
    daemon off; worker_processes 1; pid ${home}/nginx.pid; error_log ${home}/error.log;
    events { worker_connections 2048; }
    http {
      access_log off; client_body_temp_path ${home}/b; proxy_temp_path ${home}/p;
      fastcgi_temp_path ${home}/f; uwsgi_temp_path ${home}/u; scgi_temp_path ${home}/s;
      keepalive_requests 1000000;
      upstream app { ${targetPorts.map((target) => `server 127.0.0.1:${target};`).join(' ')} keepalive 256; keepalive_requests 1000000; }
      server { listen 127.0.0.1:${port}; location / {
        proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_next_upstream off; } }
    }`);
}

export async function startHaproxy(port: number, targetPorts: readonly number[], directory: string): Promise<Contender> {
  const file = `${directory}/haproxy-${port}.cfg`;
  writeFileSync(file, [
    'global', '  nbthread 1',
    'defaults', '  mode http', '  timeout connect 10s', '  timeout client 60s', '  timeout server 60s', '  option forwardfor', '  http-reuse always',
    'frontend in', `  bind 127.0.0.1:${port}`, '  default_backend app',
    'backend app', ...targetPorts.map((target, index) => `  server s${index} 127.0.0.1:${target}`), '',
  ].join('\n'));
  return start(['haproxy', '-f', file], port);
}

export interface Entry {
  readonly name: string;
  readonly start: (port: number, targetPorts: readonly number[], directory: string) => Promise<Contender | undefined>;
}

function npmEntry(name: string): Entry {
  return { name, start: async (port, targets, directory) => startNpmProxy(name, port, targets, directory) };
}

/** `direct` has no process: the load goes to the first target. */
export function entries(): readonly Entry[] {
  return [
    { name: 'ours', start: startOurs },
    ...NPM_PROXIES.map(npmEntry),
    ...(isInstalled('nginx') ? [{ name: 'nginx', start: startNginx }] : []),
    ...(isInstalled('haproxy') ? [{ name: 'haproxy', start: startHaproxy }] : []),
  ];
}
