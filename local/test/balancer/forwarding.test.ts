import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  closeEverythingAfterEachTest, createGate, get, openRaw, readAll, sendRaw, settingsWith, startApp, startBalancerFor,
  startRawApp,
} from './harness';
import { until } from '../until';

closeEverythingAfterEachTest();

/** An application that returns the request that it received. */
async function startEcho() {
  return startApp((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method: request.method, url: request.url, version: request.httpVersion, headers: request.headers }));
  });
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly headers: IncomingMessage['headers'];
}

function echoIn(raw: string): Echo {
  return JSON.parse(raw.slice(raw.indexOf('{'), raw.lastIndexOf('}') + 1)) as Echo;
}

test('the target sees the client, the protocol, the port and a trace', async () => {
  const balancer = await startBalancerFor(await startEcho());
  const { port } = new URL(balancer.url);
  const { headers } = echoIn((await get(balancer)).body);
  expect(headers).toMatchObject({
    'host': `127.0.0.1:${port}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': port,
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/) as string,
  });
});

test('headers of another proxy are kept, but those that it must not decide are replaced', async () => {
  const balancer = await startBalancerFor(await startEcho());
  const { headers } = echoIn((await get(balancer, '/', {
    headers: {
      'X-Forwarded-For': '203.0.113.7, 10.0.0.1',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Port': '443',
      'X-Amzn-Trace-Id': 'Self=1-aaaaaaaa-0;Root=1-67891233-abcdef012345678912345678;CalledFrom=app',
    },
  })).body);
  expect(headers['x-forwarded-for']).toBe('203.0.113.7, 10.0.0.1, 127.0.0.1');
  expect(headers['x-forwarded-proto']).toBe('http');
  expect(headers['x-forwarded-port']).toBe(new URL(balancer.url).port);
  expect(headers['x-amzn-trace-id']).toMatch(/^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;CalledFrom=app$/);
});

test.each([
  ['append', { forwardedForMode: 'append' }, '203.0.113.7, 127.0.0.1', '127.0.0.1'],
  ['append with the client port', { forwardedForClientPort: true },
    expect.stringMatching(/^203.0.113.7, 127.0.0.1:\d+$/), expect.stringMatching(/^127.0.0.1:\d+$/)],
  ['preserve', { forwardedForMode: 'preserve' }, '203.0.113.7', undefined],
  ['remove', { forwardedForMode: 'remove' }, undefined, undefined],
] as const)('X-Forwarded-For with the mode %s', async (_mode, loadBalancer, given, created) => {
  const balancer = await startBalancerFor(await startEcho(), { loadBalancer });
  const seen = async (headers: Record<string, string>) => echoIn((await get(balancer, '/', { headers })).body).headers['x-forwarded-for'];
  expect(await seen({ 'X-Forwarded-For': '203.0.113.7' })).toEqual(given);
  expect(await seen({})).toEqual(created);
});

test('a connection that is older than the client keep-alive duration gets the answer to one more request', async () => {
  const balancer = await startBalancerFor(await startApp());
  const client = openRaw(balancer);
  const answers = readAll(client);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => balancer.statistics().requests === 1, 'the first request is answered');
  await balancer.update(settingsWith({ loadBalancer: { clientKeepAliveSeconds: 0 }, healthCheck: { intervalSeconds: 600 } }));
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, first, second] = (await answers).split('HTTP/1.1 200 OK');
  expect(first).toContain('Connection: keep-alive');
  expect(second).toMatch(/Connection: close\r\n[^]*hello$/);
});

test('hop-by-hop headers are not passed on, and the others keep their order, spelling and repetition', async () => {
  const app = await startApp((request, response) => response.end(JSON.stringify(request.rawHeaders)));
  const balancer = await startBalancerFor(app);
  const raw = await sendRaw(balancer, [
    'GET /a?b=%20c HTTP/1.1', 'Host: shop.example', 'X-b: 1', 'x-A: 2', 'X-b: 3', 'Keep-Alive: timeout=5', 'X-Private: secret',
    'TE: trailers', 'Proxy-Connection: keep-alive', 'Connection: close, X-Private', '', '',
  ].join('\r\n'));
  const seen = (JSON.parse(raw.slice(raw.indexOf('['))) as string[]).join(' ');
  expect(seen).toMatch(/^Host shop\.example X-b 1 x-A 2 X-b 3 X-Forwarded-For 127\.0\.0\.1 X-Forwarded-Proto http /);
  expect(seen).not.toMatch(/TE |Proxy-Connection|timeout=5|X-Private|secret/i);
});

test('a client cannot remove what the load balancer adds, nor the host or the length, by naming it in Connection', async () => {
  const app = await startApp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.end(JSON.stringify({ ...request.headers, body }));
  });
  const raw = await sendRaw(await startBalancerFor(app), [
    'POST / HTTP/1.1', 'Connection: close, X-Forwarded-For, X-Amzn-Trace-Id, X-Forwarded-Proto, Host', 'Connection: Content-Length, X-Own',
    'Host: shop.example', 'X-Forwarded-For: 203.0.113.7', 'X-Own: 1', 'X-Other: 2', 'Content-Length: 4', '', 'body',
  ].join('\r\n'));
  const seen = JSON.parse(raw.slice(raw.indexOf('{'))) as Record<string, string>;
  expect(seen).toMatchObject({ 'host': 'shop.example', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-other': '2', 'body': 'body' });
  expect(seen['x-amzn-trace-id']).toMatch(/^Root=1-/);
  expect(seen['x-own']).toBeUndefined();
});

test('more than two thousand headers arrive, and so does the body, although its length comes last', async () => {
  const app = await startApp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.end(`${request.rawHeaders.filter((name) => name === 'X').length} ${body}`);
  });
  app.server.maxHeadersCount = 0;
  const raw = await sendRaw(await startBalancerFor(app), [
    'POST / HTTP/1.1', 'Host: x', 'Connection: close', ...Array<string>(2500).fill('X: 1'), 'Content-Length: 4', '', 'body',
  ].join('\r\n'));
  expect(raw).toMatch(/2500 body$/);
});

test('the host of an absolute URL takes precedence, and an HTTP/1.0 client without a host gets one', async () => {
  const balancer = await startBalancerFor(await startEcho());
  const other = await sendRaw(balancer, 'GET http://shop.example:81/a HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n');
  expect(echoIn(other)).toMatchObject({ url: '/a', headers: { host: 'shop.example:81' } });
  expect(echoIn(await sendRaw(balancer, 'GET /a HTTP/1.0\r\n\r\n')).headers.host).toBe(new URL(balancer.url).host);
});

test('an absolute URL becomes a path', async () => {
  const balancer = await startBalancerFor(await startEcho());
  const raw = await sendRaw(balancer, 'GET http://shop.example/a?b HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n');
  expect(echoIn(raw)).toMatchObject({ url: '/a?b', headers: { host: 'shop.example' } });
});

test('an HTTP/1.0 client gets a complete response and a closed connection, and the target sees HTTP/1.1', async () => {
  const app = await startApp((request, response) => {
    response.write(`part ${request.httpVersion} `);
    response.end('end');
  });
  const raw = await sendRaw(await startBalancerFor(app), 'GET / HTTP/1.0\r\nHost: x\r\n\r\n');
  expect(raw).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(raw).not.toMatch(/transfer-encoding/i);
  expect(raw.endsWith('\r\n\r\npart 1.1 end')).toBe(true);
});

test('responses to HEAD, 204 and 304 have no body and keep their headers', async () => {
  const app = await startApp((request, response) => {
    if (request.url === '/204') response.writeHead(204, { 'X-Kind': 'none' }).end();
    else if (request.url === '/304') response.writeHead(304, { ETag: '"1"' }).end();
    else response.writeHead(200, { 'Content-Length': 5 }).end('hello');
  });
  const balancer = await startBalancerFor(app);
  const head = await get(balancer, '/', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, '5', '']);
  const none = await get(balancer, '/204');
  expect([none.status, none.headers.get('x-kind'), none.headers.get('content-length')]).toEqual([204, 'none', null]);
  const unmodified = await get(balancer, '/304');
  expect([unmodified.status, unmodified.headers.get('etag'), unmodified.body]).toEqual([304, '"1"', '']);
  expect(balancer.statistics()).toMatchObject({ target2xx: 2, target3xx: 1 });
});

test('repeated response headers and the reason phrase are passed on', async () => {
  const app = await startRawApp((socket) => socket.on('data', () => {
    socket.end('HTTP/1.1 299 Quite Well\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Latin: \xe9\r\nContent-Length: 0\r\n\r\n', 'latin1');
  }));
  const raw = await sendRaw(await startBalancerFor(app), 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(raw).toMatch(/^HTTP\/1\.1 299 Quite Well\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Latin: \xe9\r\n/);
});

test('the head is sent before the body arrives', async () => {
  const gate = createGate();
  const app = await startApp(async (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders();
    if (request.url !== '/health') await gate.opened;
    response.end('data: 1\n\n');
  });
  const balancer = await startBalancerFor(app);
  const response = await fetch(`${balancer.url}/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  gate.open();
  expect(await response.text()).toBe('data: 1\n\n');
});

test('trailers of the response are passed on', async () => {
  const app = await startApp((_request, response) => {
    response.writeHead(200, { 'Transfer-Encoding': 'chunked', 'Trailer': 'X-Sum' });
    response.write('hello');
    response.addTrailers({ 'X-Sum': '42' });
    response.end();
  });
  const raw = await sendRaw(await startBalancerFor(app), 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(raw.toLowerCase()).toContain('0\r\nx-sum: 42\r\n\r\n');
});

test.each(['with a length', 'in chunks'])('uploads arrive as they were sent, %s', async (how) => {
  const app = await startApp(async (request, response) => {
    const hash = createHash('sha256');
    for await (const chunk of request) hash.update(chunk as Buffer);
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    response.end(JSON.stringify({ hash: hash.digest('hex'), length, encoding }));
  });
  const balancer = await startBalancerFor(app);
  const body = Buffer.alloc(5_000_000, 'some bytes ');
  const init = how === 'with a length' ? { body } : { body: Readable.toWeb(Readable.from([body])) as ReadableStream, duplex: 'half' };
  const answer = JSON.parse((await get(balancer, '/', { method: 'POST', ...init } as RequestInit)).body) as Record<string, string>;
  expect(answer.hash).toBe(createHash('sha256').update(body).digest('hex'));
  expect(how === 'with a length' ? answer.length : answer.encoding).toBe(how === 'with a length' ? '5000000' : 'chunked');
});

test('a client that reads slowly slows the target down, and gets everything', async () => {
  const total = 64 * 1024 * 1024;
  let sent = 0;
  const app = await startApp((request, response) => {
    if (request.url === '/health') return response.end();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    return Readable.from((function* () {
      for (; sent < total; sent += chunk.length) yield chunk;
    })()).pipe(response);
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  client.pause();
  let before = -1;
  await until(() => {
    const still = sent > 0 && sent === before;
    before = sent;
    return still;
  }, 'the target stands still');
  expect(sent).toBeLessThan(total / 2);
  let received = 0;
  client.on('data', (data) => { received += data.length; }).resume();
  await new Promise((resolve) => client.once('close', resolve));
  expect(received).toBeGreaterThan(total);
});

test('a target that reads slowly slows the client down', async () => {
  const app = await startApp((request, response) => {
    if (request.url === '/health') response.end();
    else request.pause();
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n');
  const chunk = Buffer.alloc(1024 * 1024);
  let offered = 0;
  while (client.write(chunk) || (await drainedWithin(client, 300))) offered += chunk.length;
  expect(offered).toBeLessThan(50 * 1024 * 1024);
});

async function drainedWithin(client: ReturnType<typeof openRaw>, milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    client.once('drain', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

test('Expect: 100-continue is answered by the load balancer and not passed on', async () => {
  const app = await startApp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.end(`${String(request.headers.expect)} ${body}`);
  });
  const client = openRaw(await startBalancerFor(app));
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n');
  const first = await new Promise<Buffer>((resolve) => client.once('data', resolve));
  expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  client.write('body');
  expect(await readAll(client)).toMatch(/undefined body$/);
});

test('pipelined requests are answered in order, one after the other', async () => {
  const order: string[] = [];
  const app = await startApp(async (request, response) => {
    order.push(`begin ${request.url}`);
    await new Promise((resolve) => setTimeout(resolve, request.url === '/1' ? 30 : 0));
    order.push(`end ${request.url}`);
    response.end(request.url);
  });
  const balancer = await startBalancerFor(app, { healthCheck: { path: '/check' } });
  await balancer.untilHealthy('a');
  const requests = [1, 2, 3].map((n) => `GET /${n} HTTP/1.1\r\nHost: x\r\n${n === 3 ? 'Connection: close\r\n' : ''}\r\n`);
  const raw = await sendRaw(balancer, requests.join(''));
  expect(raw.match(/\/\d(?=HTTP|$)/g)).toEqual(['/1', '/2', '/3']);
  expect(order.filter((line) => !line.includes('/check'))).toEqual(['begin /1', 'end /1', 'begin /2', 'end /2', 'begin /3', 'end /3']);
});

test('thousands of pipelined requests without a target get as many answers', async () => {
  const balancer = await startBalancerFor({ port: 1 });
  await balancer.deregister('a');
  const raw = await sendRaw(balancer, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(4999) + 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(raw.match(/HTTP\/1\.1 503/g)).toHaveLength(5000);
});

test('a client that disconnects also ends its request to the target', async () => {
  let closed = false;
  const app = await startApp((request, response) => {
    if (request.url === '/health') response.end();
    else response.once('close', () => { closed = true; });
  });
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  client.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => balancer.targets()[0]?.inFlight === 1, 'the request is in flight');
  client.destroy();
  await until(() => closed, 'the target is told');
  expect(balancer.statistics()).toMatchObject({ requests: 1, clientClosed: 1, elb502: 0 });
  expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
});
