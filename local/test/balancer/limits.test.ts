import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  closeEverythingAfterEachTest, closeLater, get, openRaw, readAll, sendRaw, settingsWith, startApp, startBalancer,
  startBalancerFor,
} from './harness';
import { createLoadBalancer } from '../../src/balancer';
import { until } from '../until';

closeEverythingAfterEachTest();

const KIB = 1024;
const END = 'Host: x\r\nConnection: close\r\n\r\n';

test.each([
  ['414', 'a request line over 16 KiB', `GET /${'a'.repeat(16 * KIB)} HTTP/1.1\r\n${END}`, 'the request line is longer than 16 KiB'],
  ['400', 'a header over 16 KiB', `GET / HTTP/1.1\r\nX: ${'a'.repeat(16 * KIB)}\r\n${END}`,
    'the client\'s request is not valid: the header "X" is longer than 16 KiB'],
  ['400', 'headers over 64 KiB', `GET / HTTP/1.1\r\n${`X: ${'a'.repeat(9 * KIB)}\r\n`.repeat(10)}${END}`, /^the client's request is not valid: /],
  ['405', 'TRACE', `TRACE / HTTP/1.1\r\n${END}`, 'the method TRACE is not allowed'],
  ['463', 'more than 30 addresses in X-Forwarded-For', `GET / HTTP/1.1\r\nX-Forwarded-For: ${Array(31).fill('10.0.0.1').join(', ')}\r\n${END}`,
    'X-Forwarded-For has more than 30 addresses'],
  ['501', 'an unknown transfer encoding', `POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n${END}0\r\n\r\n`,
    'the transfer encoding "gzip, chunked" is not supported'],
  ['400', 'a request without Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', undefined],
  ['400', 'two lengths', `POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${END}ab`, /^the client's request is not valid: /],
  ['400', 'a length and chunks', `POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\n`,
    /^the client's request is not valid: /],
  ['400', 'bytes that are not HTTP', 'hello\r\n\r\n', /^the client's request is not valid: /],
  ['505', 'HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'the version HTTP/2.0 is not supported'],
])('refuses with %s: %s', async (status, _what, bytes, cause) => {
  let asked = 0;
  const app = await startApp((request, response) => {
    if (request.url !== '/health') asked += 1;
    response.end();
  });
  const balancer = await startBalancerFor(app);
  expect(await sendRaw(balancer, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(asked).toBe(0);
  if (cause === undefined) return;
  const expected = typeof cause === 'string' ? cause : expect.stringMatching(cause) as string;
  expect(balancer.statistics()).toMatchObject({ requests: 1, elb4xx: 1, recentErrors: [{ cause: expected }] });
});

test('requests just within the limits pass', async () => {
  const balancer = await startBalancerFor(await startApp(undefined));
  const line = `GET /${'a'.repeat(16 * KIB - 20)} HTTP/1.1\r\n`;
  const headers = `X: ${'a'.repeat(15 * KIB)}\r\n`.repeat(3);
  expect(await sendRaw(balancer, `${line}${headers}${END}`)).toMatch(/^HTTP\/1.1 431 /);
});

test('header fields with names that ALB considers invalid pass, or are dropped if the attribute is set', async () => {
  const app = await startApp((request, response) => response.end(JSON.stringify(request.headers)));
  const init = { headers: { under_score: '1', fine: '2' } };
  const keeping = await startBalancerFor(app);
  expect(JSON.parse((await get(keeping, '/', init)).body)).toMatchObject({ under_score: '1', fine: '2' });
  const dropping = await startBalancerFor(app, { loadBalancer: { dropInvalidHeaderFields: true } });
  const seen = JSON.parse((await get(dropping, '/', init)).body) as Record<string, string>;
  expect([seen.under_score, seen.fine]).toEqual([undefined, '2']);
});

test('a client that stops in the middle of its request gets 408', async () => {
  const app = await startApp((request, response) => { request.resume().on('end', () => response.end()); });
  const balancer = await startBalancerFor(app, { loadBalancer: { idleTimeoutSeconds: 0.2 } });
  const inHead = openRaw(balancer);
  inHead.write('GET / HTTP/1.1\r\nHost');
  const inBody = openRaw(balancer);
  inBody.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345');
  const answers = await Promise.all([readAll(inHead), readAll(inBody)]);
  expect(answers.map((answer) => answer.slice(0, 13))).toEqual(['HTTP/1.1 408 ', 'HTTP/1.1 408 ']);
  await until(() => balancer.targets()[0]?.inFlight === 0, 'nothing is in flight');
});

test('a client that sends its head byte by byte has to finish within the idle timeout', async () => {
  const balancer = await startBalancerFor(await startApp(), { loadBalancer: { idleTimeoutSeconds: 0.4 } });
  const client = openRaw(balancer);
  const answer = readAll(client);
  const drip = setInterval(() => client.write('X: y\r\n'), 50);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n');
  const raw = await answer;
  clearInterval(drip);
  expect(raw).toMatch(/^HTTP\/1\.1 408 /);
});

test('a client whose body breaks the rules of HTTP gets 400, and the target\'s connection closes', async () => {
  const app = await startApp((request, response) => { request.resume().on('end', () => response.end()); });
  const balancer = await startBalancerFor(app);
  await balancer.untilHealthy('a');
  expect(await sendRaw(balancer, `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${END}5\r\nhello\r\nzz\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(balancer.statistics()).toMatchObject({ requests: 1, elb4xx: 1 });
  expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
});

test('an idle client connection closes after the idle timeout, without a response', async () => {
  const balancer = await startBalancer({ loadBalancer: { idleTimeoutSeconds: 0.1 } });
  expect(await readAll(openRaw(balancer))).toBe('');
});

test('a connection that stays idle after a response closes after the idle timeout, which no header announces', async () => {
  const balancer = await startBalancerFor(await startApp(), { loadBalancer: { idleTimeoutSeconds: 1 } });
  const client = openRaw(balancer);
  const answers = readAll(client);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const all = await answers;
  expect(all).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: keep-alive\r\n[^]*hello$/);
  expect(all).not.toContain('Keep-Alive:');
});

test('refuses a port that is in use, with a message', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  closeLater(() => { other.close(); });
  const { port } = other.address() as AddressInfo;
  await expect(createLoadBalancer({ listenPort: port, ...settingsWith() }))
    .rejects.toThrow(`port ${port} on 127.0.0.1 is in use by another program; end that program or choose another port`);
});
