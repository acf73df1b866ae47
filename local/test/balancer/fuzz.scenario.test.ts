import type { Socket } from 'node:net';
import { pick, randomFrom, randomPieces, randomRequests } from './differential/framing';
import { HAPROXY_IS_INSTALLED, startHaproxy } from './differential/haproxy';
import { observe, startRecorder, type Recorder } from './differential/observe';
import { closeEverythingAfterEachTest, get, openRaw, sendRaw, startBalancerFor, startRawApp } from './harness';
import { Reporter } from '../../src/messages/reporter';

closeEverythingAfterEachTest();
const ROUNDS = 400;
const SEED = 20261126;

async function startOurs(recorder: Recorder) {
  const unforeseen: string[] = [];
  const reporter = new Reporter(({ level, message }) => { if (level === 'error') unforeseen.push(message); });
  const balancer = await startBalancerFor(recorder, { reporter });
  await balancer.untilHealthy('a');
  recorder.take();
  return { balancer, unforeseen };
}

/** What the application received, without incomplete requests: how much of those gets through depends on timing. */
function asked(outcome: string): string[] {
  const [, requests = ''] = outcome.split(' < ');
  return requests.split(', ').filter((each) => each !== '' && !each.endsWith(' ...'));
}

test('requests with any framing mean the same, however they are split into packets', async () => {
  const random = randomFrom(SEED);
  const recorder = await startRecorder();
  const { balancer, unforeseen } = await startOurs(recorder);
  const open = () => openRaw(balancer);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = randomRequests(random, round);
    const whole = await observe(open, recorder, [bytes], { closesItsSide: true });
    const cut = await observe(open, recorder, randomPieces(random, bytes), { closesItsSide: true });
    const example = JSON.stringify(bytes);
    expect({ example, outcome: asked(cut) }).toEqual({ example, outcome: asked(whole) });
  }
  expect(unforeseen).toEqual([]);
  expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
  expect((await get(balancer)).status).toBe(200);
});

(HAPROXY_IS_INSTALLED ? test : test.skip)('where haproxy passes on a request, too, it reads the same one', async () => {
  const random = randomFrom(SEED + 1);
  const [ours, theirs] = [await startRecorder(), await startRecorder()];
  const { balancer } = await startOurs(ours);
  const haproxy: () => Socket = await startHaproxy(theirs.port);
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = randomRequests(random, round);
    const our = asked(await observe(() => openRaw(balancer), ours, [bytes], { closesItsSide: true }));
    const their = asked(await observe(haproxy, theirs, [bytes], { closesItsSide: true }));
    const both = Math.min(our.length, their.length);
    const example = JSON.stringify(bytes);
    expect({ example, requests: our.slice(0, both) }).toEqual({ example, requests: their.slice(0, both) });
  }
});

test('responses with any framing reach their client completely or not at all, and never another one', async () => {
  const random = randomFrom(SEED + 2);
  const heads = [
    'Content-Length: 2\r\n', 'Content-Length: 3\r\n', 'Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: gzip\r\n', 'Content-Length: -1\r\n', '',
    'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', 'Connection: close\r\n', 'Content-Length : 2\r\n', 'Content-Length: 2\nX: y\r\n',
  ];
  const bodies = [
    '', 'ok', '2\r\nok\r\n0\r\n\r\n', '2\r\nok\r\n', 'zz\r\n', 'okHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison', '0\r\n\r\npoison',
  ];
  const firsts = [
    'HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'HTTP/1.0 200 OK', 'HTTP/1.1 204 None', 'HTTP/1.1 304 Same', 'HTTP/1.1 101 Other', 'HTTP/2 200 OK',
  ];
  let gone: Promise<void> = Promise.resolve();
  const app = await startRawApp((socket) => socket.on('data', (data) => {
    if (!data.toString('latin1').startsWith('GET /odd')) return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
    const early = random() < 0.2 ? 'HTTP/1.1 103 Early Hints\r\n\r\n' : '';
    const bytes = `${early}${pick(random, firsts)}\r\n${pick(random, heads)}\r\n${pick(random, bodies)}`;
    for (const piece of randomPieces(random, bytes)) socket.write(piece, 'latin1');
    gone = new Promise((resolve) => { socket.once('close', () => resolve()); });
    return random() < 0.5 ? socket.end() : setTimeout(() => socket.resetAndDestroy(), 2);
  }));
  const balancer = await startBalancerFor(app);
  await balancer.untilHealthy('a');
  for (let round = 0; round < ROUNDS; round += 1) {
    await sendRaw(balancer, 'GET /odd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    // If a connection is reset while the next request is on its way, that request is lost, as with ALB.
    await gone;
    await new Promise((resolve) => setTimeout(resolve, 10));
    const next = await sendRaw(balancer, 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(next).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nfine$/);
  }
  expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
});
