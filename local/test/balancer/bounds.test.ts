import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { closeEverythingAfterEachTest, closeLater, openRaw, readAll, settingsWith, startApp, startBalancerFor, startRawApp } from './harness';
import { forward } from '../../src/balancer/forwarded-request';
import { parseRequestHead } from '../../src/balancer/http/request-head';
import type { LoadBalancer } from '../../src/model/target';

closeEverythingAfterEachTest();

const KIB = 1024;
const MIB = 1024 * KIB;
const POST = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('the end of a connection', () => {
  test('waits for what the client is still sending, so that a reset does not lose the response', async () => {
    const balancer = await startBalancerFor(await startApp());
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const client = openRaw(balancer);
      client.write(`nonsense\r\n\r\n${'x'.repeat(512 * KIB)}`);
      expect(await readAll(client)).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\n[^]+$/);
    }
  });

  test('does not wait for a client that never stops', async () => {
    const balancer = await startBalancerFor(await startApp());
    const client = openRaw(balancer).on('error', () => undefined).resume();
    const closed = new Promise<void>((resolve) => { client.once('close', () => resolve()); });
    client.write('nonsense\r\n\r\n');
    const pump = () => {
      while (!client.destroyed && client.write(Buffer.alloc(64 * KIB)));
      client.once('drain', pump);
    };
    pump();
    await closed;
    // 1 MiB, plus the kernel's buffers on both sides.
    expect(client.bytesWritten).toBeLessThan(32 * MIB);
  });

  test('comes within seconds if the client keeps its own side open', async () => {
    const balancer = await startBalancerFor(await startApp());
    const client = spawnClient(balancer, `
      socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n');
      socket.resume().on('end', () => { say('end'); setInterval(() => socket.write('x'), 100); });
      socket.on('error', () => say('broken'));
    `);
    await client.heard('end');
    await client.heard('broken');
  });
});

describe('memory stays flat', () => {
  test('while requests are pipelined behind one that hangs', async () => {
    const app = await startApp((request, response) => { if (request.url !== '/hang') response.end(); });
    const balancer = await startBalancerFor(app);
    await balancer.untilHealthy('a');
    const before = memory();
    const flood = spawnClient(balancer, `
      socket.write('GET /hang HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
      const piece = 'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'.repeat(2000);
      for (let i = 0; i < 1000; i += 1) socket.write(piece);
      untilStuck(() => socket.bytesWritten - socket.writableLength);
    `);
    await flood.heard('stuck');
    expect(memory() - before).toBeLessThan(8 * MIB);
    expect(balancer.statistics().requests).toBe(0);
  });

  test('while clients do not read their responses', async () => {
    const answer = 'x'.repeat(100 * KIB);
    let answered = 0;
    const app = await startApp((_request, response) => {
      answered += 1;
      response.end(answer);
    });
    const balancer = await startBalancerFor(app);
    await balancer.untilHealthy('a');
    const before = memory();
    const flood = spawnClient(balancer, `
      socket.pause();
      socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'.repeat(5000));
      untilStuck(() => socket.bytesWritten);
    `);
    await flood.heard('stuck');
    let last = -1;
    while (answered !== last) {
      last = answered;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(answered).toBeLessThan(500);
    expect(memory() - before).toBeLessThan(8 * MIB);
  });

  test('during an upload that the target does not read', async () => {
    const app = await startRawApp((socket) => socket.pause());
    const balancer = await startBalancerFor(app);
    const before = memory();
    const upload = spawnClient(balancer, `
      socket.write('POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 1000000000\\r\\n\\r\\n');
      for (let i = 0; i < 1000; i += 1) socket.write(Buffer.alloc(100 * 1024));
      untilStuck(() => socket.bytesWritten - socket.writableLength);
    `);
    await upload.heard('stuck');
    expect(memory() - before).toBeLessThan(8 * MIB);
  });

  test('while a client does not read an endless response', async () => {
    const app = await startRawApp((socket) => socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const pump = () => {
        while (!socket.destroyed && socket.write('1\r\na\r\n'.repeat(5000)));
        socket.once('drain', pump);
      };
      pump();
    }));
    const balancer = await startBalancerFor(app, { healthCheck: { path: '/health', timeoutSeconds: 0.1 } });
    const before = memory();
    const client = spawnClient(balancer, `
      socket.pause();
      socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n');
      untilStuck(() => socket.bytesWritten);
    `);
    await client.heard('stuck');
    expect(memory() - before).toBeLessThan(16 * MIB);
  });
});

describe('limits in bytes', () => {
  test.each([
    ['empty lines before a request', '\r\n'.repeat(17), 'there are more than 16 empty lines before it'],
    ['a line between chunks', `${POST}1;${'a'.repeat(17 * KIB)}`, 'a line between the chunks is longer than 16 KiB'],
    ['extensions of chunks', `${POST}${`1;${'a'.repeat(KIB)}\r\na\r\n`.repeat(17)}`, 'the extensions of the chunks are longer than 16 KiB'],
    ['trailers', `${POST}0\r\n${`X: ${'a'.repeat(KIB)}\r\n`.repeat(17)}`, 'the trailers are longer than 16 KiB'],
    ['headers', `GET / HTTP/1.1\r\n${'X:y\r\n'.repeat(14_000)}`, 'the headers are larger than 64 KiB'],
    ['a request line', 'a'.repeat(17 * KIB), 'the request line is longer than 16 KiB'],
  ])('of a request: %s', async (_what, bytes, cause) => {
    const app = await startApp((request, response) => { request.resume().on('end', () => response.end()); });
    const balancer = await startBalancerFor(app);
    const client = openRaw(balancer);
    client.write(bytes);
    expect(await readAll(client)).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(balancer.statistics().recentErrors[0]?.cause).toContain(cause);
  });

  test.each([
    ['empty lines', '\r\n'.repeat(17), 'there are more than 16 empty lines before it'],
    ['interim answers', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_001), 'it follows more than 1000 interim responses'],
    ['headers', `HTTP/1.1 200 OK\r\n${'X:y\r\n'.repeat(7_000)}`, "the header fields of the target's response are larger than 32 KiB"],
    ['a status line', `HTTP/1.1 200 ${'a'.repeat(33 * KIB)}`, "the header fields of the target's response are larger than 32 KiB"],
  ])('of an answer: %s', async (_what, bytes, cause) => {
    const app = await startRawApp((socket) => socket.once('data', () => socket.write(bytes)));
    const balancer = await startBalancerFor(app);
    const client = openRaw(balancer);
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await readAll(client)).toMatch(/HTTP\/1\.1 502 /);
    expect(balancer.statistics().recentErrors.map((each) => each.cause).join()).toContain(cause);
  });
});

test('a request takes time in proportion to its length, whatever its headers are', () => {
  const head = `GET / HTTP/1.1\r\nHost: x\r\nConnection: ${'b,'.repeat(8_000)}\r\n${'a:\r\n'.repeat(11_000)}${'Connection:a\r\n'.repeat(250)}`;
  const began = process.cpuUsage();
  for (let i = 0; i < 20; i += 1) {
    forward(parseRequestHead(head), {
      clientAddress: '127.0.0.1', clientPort: 1, protocol: 'http', listenerPort: '80', settings: settingsWith().loadBalancer,
    });
  }
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(4);
});

/** Memory in use after garbage collection. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

interface Client {
  heard(line: string): Promise<void>;
}

/** A client in a process of its own, so that what it holds is not counted. `say` and `untilStuck` tell the test about it. */
function spawnClient(balancer: LoadBalancer, code: string): Client {
  const program = `
    const socket = require('node:net').connect({ port: ${new URL(balancer.url).port}, host: '127.0.0.1', allowHalfOpen: true });
    const say = (line) => console.log(line);
    const untilStuck = (figure, last = -1) => setTimeout(() => {
      if (figure() === last && !socket.connecting) say('stuck');
      else untilStuck(figure, figure());
    }, 300);
    ${code}
  `;
  const child: ChildProcess = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  closeLater(() => { child.kill('SIGKILL'); });
  const heard = new Set<string>();
  let isOver = false;
  let tell = (): void => undefined;
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      heard.add(line);
      tell();
    }).once('close', () => {
      isOver = true;
      tell();
    });
  }
  return {
    heard: async (line) => {
      while (!heard.has(line)) {
        if (isOver) throw new Error(`the client ended before it said "${line}"`);
        await new Promise<void>((resolve) => { tell = resolve; });
      }
    },
  };
}
