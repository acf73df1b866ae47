import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { ANSWER_REASONS, ANSWERS, type RawAnswer } from './differential/answers';
import { HAPROXY_IS_INSTALLED, startHaproxy } from './differential/haproxy';
import { observe, startRecorder } from './differential/observe';
import { OUTCOMES, REASONS } from './differential/outcomes';
import { REQUESTS } from './differential/requests';
import { closeEverythingAfterEachTest, closeLater, openRaw, startBalancerFor, startRawApp } from './harness';

closeEverythingAfterEachTest();
const besideHaproxy = HAPROXY_IS_INSTALLED ? test : test.skip;
if (!HAPROXY_IS_INSTALLED) process.stderr.write('haproxy is not installed: what it does with the same bytes is not compared\n');

function expectedOf(name: string): readonly [outcome: string, differs?: keyof typeof REASONS] {
  const expected = OUTCOMES[name];
  if (expected === undefined) throw new Error(`no outcome is recorded for ${name}`);
  return typeof expected === 'string' ? [expected] : expected;
}

describe('raw requests', () => {
  test('each has the recorded outcome, also when it arrives byte by byte', async () => {
    const recorder = await startRecorder();
    const balancer = await startBalancerFor(recorder);
    await balancer.untilHealthy('a');
    recorder.take();
    // If a request is refused at its end, the application may have seen its beginning, depending on how the kernel splits it.
    const outcomeOf = async (pieces: readonly string[]) => (
      (await observe(() => openRaw(balancer), recorder, pieces)).replace(/,? [A-Z]+ \S+ \.\.\.$/, '')
    );
    for (const [name, bytes] of Object.entries(REQUESTS)) {
      const [outcome] = expectedOf(name);
      expect(`${name}: ${await outcomeOf([bytes])}`).toBe(`${name}: ${outcome}`);
      if (bytes.length <= 500) expect(`${name}, byte by byte: ${await outcomeOf([...bytes])}`).toBe(`${name}, byte by byte: ${outcome}`);
    }
    expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
  });

  besideHaproxy('haproxy does the same with each, or the difference is wanted and has a name', async () => {
    const recorder = await startRecorder();
    const haproxy = await startHaproxy(recorder.port);
    const unnamed: string[] = [];
    for (const [name, bytes] of Object.entries(REQUESTS)) {
      const [outcome, differs] = expectedOf(name);
      const theirs = await observe(haproxy, recorder, [bytes]);
      if (theirs !== outcome && !differs) unnamed.push(`${name}: ours ${outcome}, haproxy ${theirs}`);
    }
    expect(unnamed).toEqual([]);
  });

  test('every recorded reason belongs to an outcome', () => {
    const used = new Set(Object.keys(REQUESTS).map((name) => expectedOf(name)[1]).filter((differs) => differs !== undefined));
    expect([...used].sort()).toEqual(Object.keys(REASONS).sort());
  });
});

describe('raw answers', () => {
  /** `/NAME` is answered with the bytes of that name, `/next` properly. */
  async function startAnswering(): Promise<{ readonly port: number }> {
    return startRawApp((socket) => socket.on('data', (data) => {
      const name = decodeURIComponent(/^\w+ \/([^ ]*) /.exec(data.toString('latin1'))?.[1] ?? '');
      const answer = ANSWERS[name];
      if (!answer) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine');
        return;
      }
      if (answer.then === 'resets' && answer.bytes === '') {
        socket.resetAndDestroy();
        return;
      }
      if (answer.then === 'resets') resets.push(socket);
      socket.write(answer.bytes, 'latin1', () => {
        if (answer.then === 'closes') socket.end();
      });
    }));
  }

  /** Reset when the client has got what they sent before, which a reset would take with it. */
  const resets: Socket[] = [];

  async function ask(connection: () => Socket, name: string, { method }: RawAnswer): Promise<string> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = connection;
    closeLater(() => agent.destroy());
    const once = async (path: string) => new Promise<string>((resolve) => {
      let told = '';
      const asked = request({ path: encodeURI(path), method, agent, headers: { Host: 'x' } });
      asked.on('information', ({ statusCode }) => { told += `${statusCode} `; });
      asked.on('error', () => resolve(`${told}broken`));
      asked.on('response', ({ statusCode }) => { told += String(statusCode); });
      asked.on('response', (response) => {
        let body = '';
        response.setEncoding('latin1').on('data', (data: string) => {
          body += data;
          for (const socket of resets.splice(0)) socket.resetAndDestroy();
        });
        response.on('error', () => resolve(`${told} broken`));
        response.on('end', () => resolve(statusCodeIsTheProxys(response.statusCode) ? told : `${told} ${body}`));
      });
      asked.end();
    });
    return `${await once(`/${name}`)} | ${await once('/next')}`;
  }

  const statusCodeIsTheProxys = (status = 0) => status === 502 || status === 504;

  test('each has the recorded outcome', async () => {
    const balancer = await startBalancerFor(await startAnswering());
    await balancer.untilHealthy('a');
    for (const [name, answer] of Object.entries(ANSWERS)) {
      expect(`${name}: ${await ask(() => openRaw(balancer), name, answer)}`).toBe(`${name}: ${answer.outcome}`);
    }
    expect(balancer.targets()).toMatchObject([{ inFlight: 0 }]);
  });

  besideHaproxy('haproxy does the same with each, or the difference is wanted and has a name', async () => {
    const haproxy = await startHaproxy((await startAnswering()).port);
    const unnamed: string[] = [];
    for (const [name, answer] of Object.entries(ANSWERS)) {
      const theirs = await ask(haproxy, name, answer);
      if (theirs !== answer.outcome && !answer.differs) unnamed.push(`${name}: ours ${answer.outcome}, haproxy ${theirs}`);
    }
    expect(unnamed).toEqual([]);
  });

  test('every recorded reason belongs to a response', () => {
    const used = new Set(Object.values(ANSWERS).map(({ differs }) => differs).filter((differs) => differs !== undefined));
    expect([...used].sort()).toEqual(Object.keys(ANSWER_REASONS).sort());
  });
});
