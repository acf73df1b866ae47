import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' };

interface Versioned {
  readonly version: number;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly text: string;
}

/**
 * The parts of the API of an OpenSearch domain that set it up, with its rules: changing a policy requires its version, monitors get ids
 * of their own, Dashboards take only requests that say they are no form, and everything is signed. `events` are answers to CloudFormation.
 */
export class FakeOpenSearch {
  static async start(): Promise<FakeOpenSearch> {
    const fake = new FakeOpenSearch();
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  readonly kept = new Map<string, Versioned>();
  readonly monitors = new Map<string, { readonly name: string }>();
  readonly savedObjects = new Map<string, object>();
  readonly events: Record<string, unknown>[] = [];
  readonly asked: string[] = [];
  /** How many requests are still answered as by a domain that is not ready. */
  unready = 0;

  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      void textOf(request).then((text) => {
        const { status, body } = this.answer(request, text);
        response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body));
      });
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, text: string): Answer {
    const asked = { method: request.method!, url: new URL(request.url!, this.endpoint), text };
    if (asked.url.pathname === '/cloudformation') {
      this.events.push(JSON.parse(text) as Record<string, unknown>);
      return { status: 200 };
    }
    this.asked.push(`${asked.method} ${asked.url.pathname}`);
    if (this.unready > 0) {
      this.unready -= 1;
      return { status: 503, body: { message: 'not ready' } };
    }
    if (!isSigned(request, asked)) return { status: 403, body: { message: 'The request signature we calculated does not match' } };
    return this.route(request, asked);
  }

  private route(request: IncomingMessage, asked: Asked): Answer {
    const { method, url: { pathname } } = asked;
    if (pathname === '/_dashboards/api/saved_objects/_import') return this.import(request, asked);
    if (pathname.startsWith('/_plugins/_alerting/monitors')) return this.monitor(asked);
    if (pathname === '/_plugins/_notifications/configs' && method === 'POST') {
      const { config_id: id, ...body } = JSON.parse(asked.text) as { config_id: string };
      return this.put(`${pathname}/${id}`, body);
    }
    if (method === 'GET') {
      const found = this.kept.get(pathname);
      return found ? { status: 200, body: { ...found.body as object, _seq_no: found.version, _primary_term: 1 } } : { status: 404, body: {} };
    }
    const isOther = pathname.startsWith('/_plugins/_ism/') && this.kept.has(pathname)
      && asked.url.searchParams.get('if_seq_no') !== String(this.kept.get(pathname)!.version);
    return isOther ? { status: 409, body: { error: 'version conflict' } } : this.put(pathname, JSON.parse(asked.text));
  }

  private put(path: string, body: unknown): Answer {
    this.kept.set(path, { version: (this.kept.get(path)?.version ?? -1) + 1, body });
    return { status: 200, body: {} };
  }

  private monitor({ method, url: { pathname }, text }: Asked): Answer {
    const body = JSON.parse(text) as { name: string; query?: { term: { 'monitor.name.keyword': string } } };
    if (pathname.endsWith('/_search')) {
      if (this.monitors.size === 0) return { status: 404, body: { error: 'no such index [.opendistro-alerting-config]' } };
      const hits = [...this.monitors].filter(([, { name }]) => name === body.query!.term['monitor.name.keyword']).map(([_id]) => ({ _id }));
      return { status: 200, body: { hits: { hits } } };
    }
    const id = method === 'POST' ? `monitor-${this.monitors.size + 1}` : pathname.split('/').at(-1)!;
    this.monitors.set(id, body);
    return { status: 200, body: { _id: id } };
  }

  private import(request: IncomingMessage, { url, text }: Asked): Answer {
    if (request.headers['osd-xsrf'] === undefined) return { status: 400, body: { message: 'Request must contain an osd-xsrf header' } };
    const boundary = /^multipart\/form-data; boundary=(\w+)$/.exec(request.headers['content-type'] ?? '')?.[1];
    const parts = text.split(`--${boundary}`);
    if (parts.length !== 3 || parts[2] !== '--\r\n') return { status: 400, body: { message: 'not a form' } };
    const [head, ...rest] = parts[1].split('\r\n\r\n');
    if (!/name="file"; filename="[\w-]+\.ndjson"/.test(head)) return { status: 400, body: { message: 'no file' } };
    const objects = rest.join('\r\n\r\n').trim().split('\n').map((line) => JSON.parse(line) as SavedObject);
    const known = new Set([...this.savedObjects.keys(), ...objects.map(({ type, id }) => `${type}/${id}`)]);
    const errors = objects.flatMap(({ type, id, references }) => references.some((to) => !known.has(`${to.type}/${to.id}`))
      ? [{ type, id, error: { type: 'missing_references' } }] : []);
    if (errors.length > 0) return { status: 200, body: { success: false, errors } };
    if (url.searchParams.get('overwrite') !== 'true' && objects.some(({ type, id }) => this.savedObjects.has(`${type}/${id}`))) {
      return { status: 200, body: { success: false, errors: [{ type: 'any', id: 'any', error: { type: 'conflict' } }] } };
    }
    for (const object of objects) this.savedObjects.set(`${object.type}/${object.id}`, object);
    return { status: 200, body: { success: true, successCount: objects.length } };
  }
}

interface SavedObject {
  readonly type: string;
  readonly id: string;
  readonly references: readonly { readonly type: string; readonly id: string }[];
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** As AWS checks it, from what arrived: only the headers that were signed, in the order in which the signature names them. */
function isSigned({ headers }: IncomingMessage, { method, url, text }: Asked): boolean {
  const match = /^AWS4-HMAC-SHA256 Credential=(\S+?)\/(\d{8}\/[\w-]+\/es\/aws4_request), SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/
    .exec(headers.authorization ?? '');
  if (!match || match[1] !== CREDENTIALS.AWS_ACCESS_KEY_ID || headers['x-amz-security-token'] !== CREDENTIALS.AWS_SESSION_TOKEN) return false;
  const [, , scope, names, signature] = match;
  if (!names.split(';').includes('host')) return false;
  const sha256 = (value: string) => createHash('sha256').update(value, 'utf8').digest('hex');
  const canonical = `${method}\n${url.pathname}\n${url.search.slice(1).split('&').sort().join('&')}\n`
    + `${names.split(';').map((name) => `${name}:${String(headers[name])}\n`).join('')}\n${names}\n${sha256(text)}`;
  let key: Buffer = Buffer.from(`AWS4${CREDENTIALS.AWS_SECRET_ACCESS_KEY}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  return createHmac('sha256', key).update(toSign).digest('hex') === signature;
}
