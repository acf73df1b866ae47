import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeBackend } from './fake-backend';
import { sampleState } from './sample-state';
import { type ConsoleServer, startConsole } from '../../src/web/console-server';
import { until } from '../until';

let backend: FakeBackend;
let console_: ConsoleServer;
let pageDirectory: string;

beforeEach(async () => {
  backend = new FakeBackend(sampleState());
  pageDirectory = await mkdtemp(join(tmpdir(), 'page-'));
  await writeFile(join(pageDirectory, 'index.html'), '<!doctype html><title>page</title>');
  console_ = await startConsole({ port: 0, backend, pageDirectory });
});

afterEach(async () => {
  await console_.close();
  await rm(pageDirectory, { recursive: true });
});

describe('the page', () => {
  test('is served with headers that keep out everything else', async () => {
    const response = await fetch(console_.url);
    expect(await response.text()).toContain('<title>page</title>');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  const OTHER_PATHS = ['/../console-server.test.ts', '/%2e%2e/x', '/etc/passwd', '/app.js.map'];
  test.each(OTHER_PATHS)('refuses a path that is not one of its files: %s', async (path) => {
    expect((await fetch(console_.url + path)).status).toBe(404);
  });
});

describe('a request of the user', () => {
  test('an approval reaches the backend with its comment', async () => {
    expect((await post('/api/approvals/approval-1', { decision: 'Approved', summary: 'looks good' })).status).toBe(202);
    expect(backend.asked).toEqual(['Approved approval-1 looks good']);
  });

  test('a refusal is returned with its reason', async () => {
    backend.declines = 'staging has no earlier revision';
    const response = await post('/api/environments/staging/rollback');
    expect(response.status).toBe(409);
    expect(await response.json()).toEqual({ error: 'staging has no earlier revision' });
  });

  test.each([{ decision: 'approve' }, {}, []])('refuses an invalid decision: %j', async (body) => {
    expect((await post('/api/approvals/approval-1', body)).status).toBe(400);
    expect(backend.asked).toEqual([]);
  });

  test('refuses more than a comment of 2,000 characters needs', async () => {
    expect((await post('/api/approvals/approval-1', { decision: 'Approved', summary: 'x'.repeat(70_000) })).status).toBe(413);
    expect(backend.asked).toEqual([]);
  });
});

describe('the event stream', () => {
  test('sends the state, then each change and message, and unsubscribes from the backend at the end', async () => {
    const abort = new AbortController();
    const response = await fetch(`${console_.url}/api/events`, { signal: abort.signal, headers: { Authorization: `Bearer ${console_.token}` } });
    const events = eventsOf(response);

    expect(await events.next()).toMatchObject({ value: { event: 'state' } });
    backend.say({ time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', message: 'hello' });
    expect(await events.next()).toMatchObject({ value: { event: 'messages', data: [{ message: 'hello' }] } });
    backend.become({ ...sampleState(), approvals: [] });
    expect(await events.next()).toMatchObject({ value: { event: 'state', data: { approvals: [] } } });

    expect(backend.listeners).toBe(2);
    abort.abort();
    await until(() => backend.listeners === 0);
  });
});

test('fails with the option to change if the port is in use', async () => {
  const port = Number(new URL(console_.url).port);
  await expect(startConsole({ port, backend, pageDirectory })).rejects.toThrow(`--port: ${port} is in use by another program`);
});

function post(path: string, body: unknown = {}): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'Authorization': `Bearer ${console_.token}` };
  return fetch(console_.url + path, { method: 'POST', body: JSON.stringify(body), headers });
}

async function* eventsOf(response: Response): AsyncGenerator<{ event: string; data: unknown }> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(text.slice(0, end).split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      text = text.slice(end + 2);
      yield { event: fields.get('event') ?? '', data: JSON.parse(fields.get('data') ?? 'null') };
    }
  }
}
