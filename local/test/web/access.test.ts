import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeBackend } from './fake-backend';
import { sampleState } from './sample-state';
import { type ConsoleServer, startConsole } from '../../src/web/console-server';

let backend: FakeBackend;
let server: ConsoleServer;
let pageDirectory: string;

beforeEach(async () => {
  backend = new FakeBackend(sampleState());
  pageDirectory = await mkdtemp(join(tmpdir(), 'page-'));
  await writeFile(join(pageDirectory, 'index.html'), '<!doctype html>');
  server = await startConsole({ port: 0, backend, pageDirectory });
});

afterEach(async () => {
  await server.close();
  await rm(pageDirectory, { recursive: true });
});

const CHANGES = ['/api/executions/e-1/retry', '/api/executions/e-1/stop', '/api/environments/staging/rollback', '/api/approvals/approval-1'];
const READS = ['/api/state', '/api/events', '/api/logs?execution=e-1'];

describe('without the run\'s token', () => {
  const TOKENS: readonly (readonly [string, Record<string, string>])[] = [
    ['no token', {}],
    ['another token', { Authorization: `Bearer ${'A'.repeat(43)}` }],
    ['an empty token', { Authorization: 'Bearer ' }],
    ['a cookie of another run', { Cookie: `gostyle-7070=${'A'.repeat(43)}` }],
  ];

  test.each(TOKENS)('nothing can be changed: %s', async (_, headers) => {
    for (const path of CHANGES) expect([path, (await send('POST', path, headers)).statusCode]).toEqual([path, 401]);
    expect(backend.asked).toEqual([]);
  });

  test.each(TOKENS)('nothing can be read: %s', async (_, headers) => {
    for (const path of READS) expect([path, (await send('GET', path, headers)).statusCode]).toEqual([path, 401]);
  });

  test('the token in the address of a request for data is ignored', async () => {
    expect((await send('GET', `/api/state?token=${server.token}`)).statusCode).toBe(401);
  });
});

test('connections of strangers, however many, neither lock the user out nor disconnect the user', async () => {
  const { port } = new URL(server.url);
  const headers = { Authorization: `Bearer ${server.token}` };
  const events = httpRequest(`${server.url}/api/events`, { headers, agent: false }).end();
  const [stream] = await once(events, 'response') as [IncomingMessage];
  stream.resume();
  const strangers = Array.from({ length: 450 }, () => connect(Number(port), '127.0.0.1').on('error', () => undefined));
  await Promise.all(strangers.map((each) => once(each, 'connect')));
  expect((await send('GET', '/api/state', headers)).statusCode).toBe(200);
  expect(stream.closed).toBe(false);
  await Promise.all(strangers.slice(0, 240).map((each) => each.closed || once(each.resume(), 'close')));
  for (const each of strangers) each.destroy();
  stream.destroy();
});

describe('the printed address', () => {
  test('sets a cookie that no script can read and no other site can use, and redirects immediately', async () => {
    const answer = await send('GET', `/?token=${server.token}`);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/');
    const [cookie] = answer.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/; Path=\/api; HttpOnly; SameSite=Strict$/);
    expect((await send('POST', '/api/executions/e-1/stop', { Cookie: cookie.split(';')[0] })).statusCode).toBe(202);
  });

  test('with the token of another run sets no cookie, and explains which address to open', async () => {
    const answer = await send('GET', '/?token=old');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await textOf(answer)).toContain('open the address that the run printed in its terminal');
  });

  test('is different in every run', async () => {
    const other = await startConsole({ port: 0, backend, pageDirectory });
    try {
      expect(other.token).toMatch(/^[\w-]{43}$/);
      expect(other.token).not.toBe(server.token);
    } finally {
      await other.close();
    }
  });
});

describe('with the token, but from another site', () => {
  const withToken = () => ({ Authorization: `Bearer ${server.token}` });

  test.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ 'Sec-Fetch-Site': 'something-new' }],
    [{ Origin: 'http://evil.example' }],
    [{ Origin: 'null' }],
    [{ Origin: 'http://127.0.0.1:1' }],
    [{ Host: 'evil.example' }],
    [{ Host: '127.0.0.1.evil.example' }],
  ])('%j is refused', async (headers) => {
    for (const path of CHANGES) expect([path, (await send('POST', path, { ...withToken(), ...headers })).statusCode]).toEqual([path, 403]);
    expect((await send('GET', '/api/state', { ...withToken(), ...headers })).statusCode).toBe(403);
    expect(backend.asked).toEqual([]);
  });

  test.each([
    [{ 'Sec-Fetch-Site': 'same-origin' }],
    [{ 'Sec-Fetch-Site': 'none' }],
    [{ Host: 'localhost' }],
    [{ Host: 'localhost:8080', Origin: 'http://localhost:8080' }],
    [{ Host: '[::1]:8080' }],
  ])('%j is the page itself', async (headers) => {
    expect((await send('GET', '/api/state', { ...withToken(), ...headers })).statusCode).toBe(200);
  });

  test('a link to the page may be anywhere', async () => {
    const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate' };
    expect((await send('GET', '/', link)).statusCode).toBe(200);
    expect((await send('GET', '/api/state', { ...withToken(), ...link })).statusCode).toBe(403);
    expect((await send('GET', '/', { ...link, 'Sec-Fetch-Dest': 'iframe' })).statusCode).toBe(403);
  });
});

describe('the log of an execution', () => {
  test.each([
    '../../x', '..%2f..%2fx', '%2e%2e/x', '/etc/passwd', '%00', 'e%00x', 'x'.repeat(5_000), '.', '..', 'e\\..\\x', '%F0%9F%98%80', '%ff',
  ])('is never read outside the state directory: %s', async (execution) => {
    const answer = await send('GET', `/api/logs?execution=${execution}`, { Authorization: `Bearer ${server.token}` });
    expect(answer.statusCode).toBe(400);
  });
});

/** `fetch` does not allow programs to set these headers. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const body = method === 'POST' ? '{"decision":"Approved"}' : undefined;
    const outgoing = httpRequest(server.url + path, { method, headers, agent: false }, resolve);
    outgoing.on('error', reject).end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}
