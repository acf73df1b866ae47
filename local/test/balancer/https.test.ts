import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import {
  closeEverythingAfterEachTest, closeLater, readAll, registerAt, settingsWith, startApp, startRawApp, type BalancerOverrides,
} from './harness';
import { createLoad, createLoadBalancer } from '../../src/balancer';
import { createCertificate } from '../../src/engine/https/run-certificate';
import type { LoadBalancer, ServerCertificate } from '../../src/model/target';

const HSTS = { 'Strict-Transport-Security': 'max-age=300' };
let certificate: ServerCertificate;

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gostyle-certificate-'));
  certificate = await createCertificate(join(directory, 'certificate.pem'));
  expect(await readFile(join(directory, 'certificate.pem'), 'utf8')).toBe(certificate.certificate);
  await rm(directory, { recursive: true });
});

closeEverythingAfterEachTest();

async function serve(app: { readonly port: number }, overrides: BalancerOverrides = {}): Promise<LoadBalancer> {
  const settings = settingsWith({ ...overrides, healthCheck: { intervalSeconds: 600, matcher: '200-499' } });
  const balancer = await createLoadBalancer({ listenPort: 0, ...settings, certificate });
  closeLater(async () => balancer.close());
  registerAt(balancer, 'a', app);
  return balancer;
}

interface Answered { readonly status?: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }

async function ask(balancer: LoadBalancer, path = '/'): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request(`${balancer.url}${path}`, { ca: balancer.certificate, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; })
        .once('end', () => resolve({ status: response.statusCode, headers: response.headers, body })).once('error', reject);
    }).once('error', reject).end();
  });
}

function openTls(balancer: LoadBalancer): Socket {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(balancer.url).port), ca: balancer.certificate });
  closeLater(() => { socket.destroy(); });
  return socket;
}

test('serves a client that trusts the run\'s certificate, and the application sees HTTPS', async () => {
  const app = await startApp(({ headers }, response) => response.end(`${headers['x-forwarded-proto']} ${headers['x-forwarded-port']}`));
  const balancer = await serve(app);
  expect(balancer.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect((await ask(balancer)).body).toBe(`https ${new URL(balancer.url).port}`);
});

test('does not serve a client that does not trust it', async () => {
  const balancer = await serve(await startApp());
  await expect(fetch(balancer.url)).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
});

test('headers that the listener adds replace those of the application, and are also on the load balancer\'s own responses', async () => {
  const app = await startApp((_request, response) => response.setHeader('strict-transport-security', 'max-age=1').end('hello'));
  const balancer = await serve(app, { loadBalancer: { responseHeaders: HSTS } });
  expect((await ask(balancer)).headers).toMatchObject({ 'strict-transport-security': 'max-age=300' });
  await balancer.deregister('a');
  expect(await ask(balancer)).toMatchObject({ status: 503, headers: { 'server': 'awselb/2.0', 'strict-transport-security': 'max-age=300' } });
});

test('the load goes over HTTPS', async () => {
  const balancer = await serve(await startApp());
  const load = createLoad({ url: balancer.url, certificate: balancer.certificate, rate: 20, timeoutSeconds: 60 });
  while (load.report().requests < 20) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await load.stop()).toMatchObject({ dropped: 0, firstDrops: [] });
});

test('a response that breaks off is incomplete for the client', async () => {
  const app = await startRawApp((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
  });
  await expect(ask(await serve(app))).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('a client that closes its side after its request still gets its response', async () => {
  const socket = openTls(await serve(await startApp()));
  socket.end('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 OK[^]*hello$/);
});

test('a connection without TLS is closed, and a silent one does not keep the load balancer from closing', async () => {
  const balancer = await serve(await startApp());
  const port = Number(new URL(balancer.url).port);
  const silent = connectTcp(port, '127.0.0.1');
  const plain = connectTcp(port, '127.0.0.1');
  closeLater(() => { silent.destroy(); });
  await new Promise((resolve) => silent.once('connect', resolve));
  plain.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(await readAll(plain)).not.toContain('HTTP/1.1 200');
  const closed = readAll(silent);
  await balancer.close();
  await closed;
});

test('a new port serves HTTPS, while the previous one serves its open connections', async () => {
  const settings = settingsWith({ healthCheck: { intervalSeconds: 600 } });
  const balancer = await createLoadBalancer({ listenPort: 0, ...settings });
  closeLater(async () => balancer.close());
  registerAt(balancer, 'a', await startApp());
  const before = balancer.url;
  await balancer.update({ ...settings, listenPort: 0, certificate });
  expect(before).toMatch(/^http:/);
  expect((await ask(balancer)).body).toBe('hello');
});
