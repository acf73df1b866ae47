import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { closeEverythingAfterEachTest, closeLater, get, openRaw, readAll, sendRaw, startBalancerFor, startRawApp } from './harness';
import type { LoadBalancer } from '../../src/model/target';

closeEverythingAfterEachTest();

type Ending = 'stays' | 'closes' | 'resets';

/** Reset when the client has got what they sent before, which a reset would take with it. */
const resets: Socket[] = [];

function reset(): void {
  for (const socket of resets.splice(0)) socket.resetAndDestroy();
}

/** An application that answers `/` with these bytes, then ends as configured, and everything else correctly. */
async function startAnswering(bytes: string, ending: Ending = 'stays') {
  return startRawApp((socket) => socket.on('data', (data) => {
    if (!/^\w+ \/ /.test(data.toString())) {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
      return;
    }
    if (ending === 'resets') resets.push(socket);
    socket.write(bytes, 'latin1', () => {
      if (ending === 'closes') socket.end();
    });
  }));
}

/** Two requests on one connection: the answers as `node:http` reads them, a client that is not ours. */
async function askTwice(balancer: LoadBalancer, method = 'GET'): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closeLater(() => agent.destroy());
  const ask = async (path: string) => new Promise<string>((resolve) => {
    let told = '';
    const asked = request(`${balancer.url}${path}`, { agent, method });
    asked.on('continue', () => { told += '100 '; });
    asked.on('information', ({ statusCode }) => { told += statusCode === 100 ? '' : `${statusCode} `; });
    asked.on('error', () => resolve(`${told}broken`));
    asked.on('response', (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (data: string) => {
        body += data;
        reset();
      });
      response.on('error', () => resolve(`${told}${response.statusCode} broken`));
      response.on('end', () => resolve(`${told}${response.statusCode} ${body}`));
    });
    asked.end();
  });
  return [await ask('/'), await ask('/next')];
}

test.each([
  ['304 with a length', 'GET', 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 5\r\n\r\n', '304 '],
  ['204 with a length', 'GET', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', '204 '],
  ['204 with chunks', 'GET', 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n', '204 '],
  ['HEAD with a length', 'HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', '200 '],
  ['HEAD with chunks', 'HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '200 '],
  ['100 before the answer', 'GET', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', '100 200 ok'],
  ['102 and 103 before the answer', 'GET',
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    '102 103 200 ok'],
  ['a body of no length in chunks', 'GET', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', '200 '],
  ['chunks with extensions', 'GET', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0;c\r\n\r\n', '200 ok'],
])('a valid answer passes, and the connection goes on: %s', async (_what, method, bytes, first) => {
  const balancer = await startBalancerFor(await startAnswering(bytes));
  expect(await askTwice(balancer, method)).toEqual([first, method === 'HEAD' ? '200 ' : '200 fine']);
  expect(balancer.statistics()).toMatchObject({ requests: 2, elb502: 0 });
});

test.each([
  ['is garbage', 'Hello.\r\n\r\n'],
  ['is a page without a head (HTTP/0.9)', '<html></html>'],
  ['has another version', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['has a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n'],
  ['changes the protocol without being asked', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['is compressed for the transfer', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nzzz'],
  ['is compressed and in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['has HTTP/1.0 and chunks', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
  ['has a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
  ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
  ['has a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok'],
  ['has a space before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok'],
  ['has a header on two lines', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok'],
  ['has lines without CR', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
  ['has a NUL in a header', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok'],
  ['has more than 32 KiB of headers', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(6000)}\r\n`],
  ['has a head without an end', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(40_000)}`],
  ['has a chunk that is longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\npart\r\n'],
  ['has a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\nzz\r\n'],
  ['has a trailer without a colon', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nbad\r\n\r\n'],
  ['never comes for interim ones', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1001)],
])('fails with 502 when the response %s, and the next request is served', async (_what, bytes) => {
  const balancer = await startBalancerFor(await startAnswering(bytes));
  const [first, next] = await askTwice(balancer);
  expect(first?.replace(/102 /g, '')).toMatch(/^502 /);
  expect(next).toBe('200 fine');
});

test.each<[string, Ending, string]>([
  ['resets in an answer without a length', 'resets', 'HTTP/1.1 200 OK\r\n\r\npart'],
  ['resets in an answer with a length', 'resets', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart'],
  ['resets in an answer in chunks', 'resets', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'],
  ['closes in an answer with a length', 'closes', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\npart'],
  ['closes in an answer in chunks', 'closes', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'],
  ['sends a chunk without a size after one that has been passed on', 'stays',
    `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${(200_000).toString(16)}\r\n${'x'.repeat(200_000)}\r\nzz\r\n`],
])('aborts the response when the target %s', async (_what, ending, bytes) => {
  const balancer = await startBalancerFor(await startAnswering(bytes, ending));
  const [first, next] = await askTwice(balancer);
  expect(first).toMatch(/broken$/);
  expect(next).toBe('200 fine');
  expect(balancer.statistics()).toMatchObject({ requests: 2, elb502: 1, target2xx: 1 });
});

test('a client with HTTP/1.0, which knows no chunks, sees the break as a reset', async () => {
  const balancer = await startBalancerFor(await startAnswering('HTTP/1.1 200 OK\r\n\r\npart', 'resets'));
  const client = openRaw(balancer);
  const error = new Promise<NodeJS.ErrnoException>((resolve) => client.once('error', resolve));
  client.on('data', reset).write('GET / HTTP/1.0\r\n\r\n');
  expect((await error).code).toBe('ECONNRESET');
});

test('a response without a length is complete if the target closes the connection properly', async () => {
  const balancer = await startBalancerFor(await startAnswering('HTTP/1.0 200 OK\r\n\r\nall of it', 'closes'));
  expect(await askTwice(balancer)).toEqual(['200 all of it', '200 fine']);
});

test('bytes that a target sends after its response are dropped', async () => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison';
  const balancer = await startBalancerFor(await startAnswering(`HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${poison}`));
  expect(await askTwice(balancer)).toEqual(['200 ok', '200 fine']);
});

test('hop-by-hop headers of the response are not passed on', async () => {
  const bytes = [
    'HTTP/1.1 200 OK', 'X-Hop: 1', 'Connection: X-Hop, Content-Length', 'X-End: 2', 'Keep-Alive: timeout=99', 'Proxy-Connection: a',
    'Content-Length: 2', '', 'ok',
  ].join('\r\n');
  const { headers, body } = await get(await startBalancerFor(await startAnswering(bytes)));
  expect([headers.get('x-hop'), headers.get('x-end'), headers.get('content-length'), body]).toEqual([null, '2', '2', 'ok']);
  expect([headers.get('connection'), headers.get('keep-alive'), headers.get('proxy-connection')]).toEqual(['keep-alive', null, null]);
});

test('a 204 loses its length, a 304 keeps it, and a client with HTTP/1.0 gets no interim answer', async () => {
  const none = await startBalancerFor(await startAnswering('HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n'));
  expect((await get(none)).headers.get('content-length')).toBeNull();
  const unmodified = await startBalancerFor(await startAnswering('HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'));
  expect((await get(unmodified)).headers.get('content-length')).toBe('5');
  const early = await startBalancerFor(await startAnswering('HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  expect(await sendRaw(early, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK/);
});

test('a response that arrives before the request is complete reaches the client, and its connection stays usable', async () => {
  const app = await startRawApp((socket) => socket.once('data', (data) => {
    if (data.toString().startsWith('POST')) socket.write('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
    else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
  }));
  const client = openRaw(await startBalancerFor(app));
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345');
  await new Promise((resolve) => client.once('data', resolve));
  const rest = readAll(client);
  client.write('67890GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await rest).toMatch(/^HTTP\/1\.1 200 OK[^]*fine$/);
});
