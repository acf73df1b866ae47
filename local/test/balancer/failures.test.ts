import { closeEverythingAfterEachTest, get, openRaw, readAll, startApp, startBalancerFor, startRawApp } from './harness';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import type { LoadBalancer } from '../../src/model/target';
import { until } from '../until';

closeEverythingAfterEachTest();

function causeIn(balancer: LoadBalancer): string | undefined {
  return balancer.statistics().recentErrors.at(-1)?.cause;
}

/** An application that answers health checks properly and everything else with these bytes. */
async function startAppThatAnswers(bytes: string, { thenCloses = true } = {}): Promise<{ readonly port: number }> {
  return startRawApp((socket) => socket.on('data', (data) => {
    if (data.toString().startsWith('GET /health')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    else if (thenCloses) socket.end(bytes);
    else socket.write(bytes);
  }));
}

test('fails with 502 when the target is killed in the middle of a request', async () => {
  const app = await startApp((request, response) => {
    if (request.url === '/health') response.end();
    else app.kill();
  });
  const balancer = await startBalancerFor(app);
  await balancer.untilHealthy('a');
  const { status, headers, body } = await get(balancer);
  expect(status).toBe(502);
  expect(headers.get('server')).toBe('awselb/2.0');
  expect(body).toContain('502 Bad Gateway');
  expect(causeIn(balancer)).toBe('target closed the connection before it responded; it was stopped or crashed');
});

test('fails with 502 when nothing listens', async () => {
  const app = await startApp();
  app.kill();
  const balancer = await startBalancerFor(app);
  expect((await get(balancer)).status).toBe(502);
  expect((await get(balancer)).status).toBe(502);
  expect(causeIn(balancer)).toBe(`target refused the connection: nothing listens on 127.0.0.1:${app.port}`);
  expect(balancer.statistics()).toMatchObject({ requests: 2, elb502: 2 });
  expect(balancer.targets()).toMatchObject([{ inFlight: 0, requests: 2 }]);
});

test.each([
  ['is not HTTP', 'hello there\r\n\r\n', /^the target's response is not valid HTTP: /],
  ['has a header with a forbidden character',
    'HTTP/1.1 200 OK\r\nX: a\x01b\r\nContent-Length: 0\r\n\r\n', /^the target's response is not valid HTTP: /],
  ['has more than 32 KiB of header fields', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(33 * 1024)}\r\n\r\n`, /larger than 32 KiB$/],
])('fails with 502 when the response %s', async (_what, bytes, cause) => {
  const balancer = await startBalancerFor(await startAppThatAnswers(bytes));
  expect((await get(balancer)).status).toBe(502);
  expect(causeIn(balancer)).toMatch(cause);
});

test('fails with 504 when the target does not respond within the idle timeout', async () => {
  const app = await startApp((request, response) => { if (request.url === '/health') response.end(); });
  const balancer = await startBalancerFor(app, { loadBalancer: { idleTimeoutSeconds: 0.2 } });
  expect((await get(balancer)).status).toBe(504);
  expect(causeIn(balancer)).toBe('target did not respond within the idle timeout of 0.2 s');
  expect(balancer.statistics()).toMatchObject({ elb504: 1 });
});

test.each([
  ['is shorter than its Content-Length', 'Connection: close\r\nContent-Length: 10\r\n\r\nhello',
    "the body of the target's response is shorter than its Content-Length"],
  ['stops before its last chunk', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
    'target closed the connection in the middle of its response; it was stopped or crashed'],
])('aborts the response when it %s', async (_what, rest, cause) => {
  const app = await startAppThatAnswers(`HTTP/1.1 200 OK\r\n${rest}`);
  const balancer = await startBalancerFor(app);
  await expect(get(balancer)).rejects.toThrow('terminated');
  expect(causeIn(balancer)).toBe(cause);
  expect(balancer.statistics()).toMatchObject({ requests: 1, elb502: 1, target2xx: 0 });
});

test('aborts the response with 504 when it pauses for the idle timeout', async () => {
  const app = await startAppThatAnswers('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello', { thenCloses: false });
  const balancer = await startBalancerFor(app, { loadBalancer: { idleTimeoutSeconds: 0.2 } });
  await expect(get(balancer)).rejects.toThrow('terminated');
  await until(() => causeIn(balancer) !== undefined, 'the cause is known');
  expect(balancer.statistics().requests).toBe(1);
});

test('fails with 502 and names the keep-alive timeout when a keep-alive connection closes during a request; no request is sent again', async () => {
  const heard: Message[] = [];
  let received = 0;
  const app = await startRawApp((socket) => {
    let answered = false;
    socket.on('data', (data) => {
      if (data.toString().startsWith('POST')) received += 1;
      if (answered) {
        socket.destroy();
        return;
      }
      socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n');
      answered = true;
    });
  });
  const balancer = await startBalancerFor(app, { reporter: new Reporter((message) => heard.push(message)) });
  const tooShort = "target closed a kept-alive connection; its keep-alive timeout is shorter than the load balancer's idle timeout";
  let rounds = 0;
  // A machine on which this process does not run for a tenth of a second looks like a target that was stopped.
  do {
    expect((await get(balancer, '/', { method: 'POST', body: 'first' })).status).toBe(200);
    expect((await get(balancer, '/', { method: 'POST', body: 'second' })).status).toBe(502);
    expect(received).toBe(2 * (rounds += 1));
  } while (rounds < 10 && !balancer.statistics().recentErrors.some(({ cause }) => cause === tooShort));
  expect(balancer.statistics().recentErrors.map(({ cause }) => cause)).toContain(tooShort);
  expect(heard[0]).toMatchObject({ code: 'balancer.target.keep-alive-too-short' });
  expect(heard[0]?.message).toContain('the application closes idle connections after 1 s (seen on a), but the load balancer keeps them for 60 s');
});

test('an application that keeps connections longer than the load balancer gets no warning', async () => {
  const heard: Message[] = [];
  const balancer = await startBalancerFor(await startApp(), { reporter: new Reporter((message) => heard.push(message)) });
  await get(balancer);
  await get(balancer);
  expect(heard).toEqual([]);
});

test('idle connections to the target close after the idle timeout, whatever the target asks for', async () => {
  let closed = 0;
  const app = await startRawApp((socket) => {
    socket.on('close', () => { closed += 1; });
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=600\r\nContent-Length: 0\r\n\r\n'));
  });
  const balancer = await startBalancerFor(app, { loadBalancer: { idleTimeoutSeconds: 1 } });
  await balancer.untilHealthy('a');
  await until(() => closed === 1, 'the health check is over');
  // The timeout is also that of clients, whose idle connection might be closed just when it is used again.
  const ownConnection = { headers: { connection: 'close' } };
  await get(balancer, '/', ownConnection);
  expect(closed).toBe(1);
  await until(() => closed === 2, 'the idle connection is closed');
  expect((await get(balancer, '/', ownConnection)).status).toBe(200);
});

test('the client gets its 502 even when the target fails in the middle of an upload, and its connection stays usable', async () => {
  const app = await startRawApp((socket) => socket.once('data', (data) => {
    if (data.toString().startsWith('GET')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok');
    else socket.destroy();
  }));
  const balancer = await startBalancerFor(app);
  const client = openRaw(balancer);
  const answers = readAll(client);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345');
  await until(() => balancer.statistics().elb502 === 1, 'the upload failed');
  client.write('67890GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect((await answers).match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 502', 'HTTP/1.1 200']);
});

test('the same cause is reported at most once per second, but every failure is counted', async () => {
  const heard: Message[] = [];
  const app = await startApp();
  app.kill();
  const balancer = await startBalancerFor(app, { reporter: new Reporter((message) => heard.push(message)) });
  await Promise.all(Array.from({ length: 5 }, async () => get(balancer)));
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({ level: 'warning', code: 'balancer.request.failed', data: { status: 502, target: 'a' } });
  expect(balancer.statistics().recentErrors).toHaveLength(5);
});
