import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Message } from '../../../src/messages/message';
import { Reporter } from '../../../src/messages/reporter';
import { ServerProcess, type ServerParts } from '../../../src/resources/servers/server-process';
import type { Address } from '../../../src/resources/shape/resource';
import { afterTest } from '../../engine/after-test';
import { UsedResource } from '../used-resource';

const RUNNING = new AbortController().signal;
/** Sends its id to each client. */
const LISTEN = 'const listen = () => require("node:net")'
  + '.createServer((socket) => socket.on("error", () => {}).end(`${process.pid}`)).listen(process.argv[1], "127.0.0.1");';
/** Listens once the file exists. */
const LATE = `${LISTEN} setInterval(() => { if (require("node:fs").existsSync(process.argv[2])) { process.argv[2] = ""; listen(); } }, 10);`;

interface Tried {
  readonly server: ServerProcess;
  readonly address: Address;
  readonly said: Message[];
  readonly file: string;
  readonly log: string;
}

async function pretended(
  onMessage: (message: Message, tried: Tried) => void = () => undefined, parts: Partial<ServerParts> = {},
): Promise<Tried> {
  const used = new UsedResource('Database');
  const said: Message[] = [];
  const address = await used.context.address();
  const file = join(used.directory, 'file');
  const log = join(used.directory, 'server.log');
  const reporter = new Reporter((message) => {
    said.push(message);
    onMessage(message, tried);
  });
  const server = new ServerProcess({
    title: 'PostgreSQL',
    codes: { starting: 'database.starting', ended: 'database.ended', started: 'database.started' },
    context: { ...used.context, reporter },
    user: { home: '/', command: (argv) => [...argv], own: () => undefined },
    log,
    stopSignal: 'SIGTERM',
    ready: () => Promise.resolve(true),
    ...parts,
  });
  const tried: Tried = { server, address, said, file, log };
  afterTest(() => server.stop());
  return tried;
}

async function answerOf({ host, port }: Address): Promise<string> {
  const socket = connect({ host, port }).setEncoding('utf8');
  let text = '';
  socket.on('data', (more: string) => { text += more; });
  await once(socket, 'close');
  return text;
}

test('a server that a killed run has left at the port is not taken for the one that was started', async () => {
  const left = createServer((socket) => socket.on('error', () => undefined).end('left'));
  const { server, address, said } = await pretended(({ code }) => code === 'database.ended' && left.close());
  await new Promise<void>((resolve) => left.listen(address.port, address.host, resolve));
  afterTest(() => left.close());
  await server.start([process.execPath, '-e', `${LISTEN} listen()`, String(address.port)], address, RUNNING);
  expect(await answerOf(address)).toMatch(/^\d+$/);
  expect(said.map(({ message }) => message))
    .toEqual([expect.stringMatching(/^Database: PostgreSQL exited unexpectedly \(exit status 1\) and is started again; its log: /)]);
});

test('a server that runs may take its time to accept connections, which is reported', async () => {
  const now = performance.now.bind(performance);
  let passed = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now() + (passed += 31_000));
  afterTest(() => jest.restoreAllMocks());
  const { server, address, said, file, log } = await pretended((_message, tried) => writeFileSync(tried.file, ''));
  await server.start([process.execPath, '-e', LATE, String(address.port), file], address, RUNNING);
  expect(said[0]).toMatchObject({ code: 'database.starting', message: `Database: PostgreSQL does not accept connections yet; its log: ${log}` });
});

test('ends with the execution that waits for it', async () => {
  const { server, address, file } = await pretended();
  const stopped = new AbortController();
  const started = server.start([process.execPath, '-e', LATE, String(address.port), file], address, stopped.signal);
  stopped.abort(new Error('stopped'));
  await expect(started).rejects.toThrow('stopped');
  expect(server.running).toBe(false);
});

test('a server that exits each time, or cannot be started at all, fails its start', async () => {
  const { server, address, said, log } = await pretended();
  const failure = `Database: PostgreSQL exits before it accepts connections on port ${address.port}; its log: ${log}`;
  await expect(server.start(['/nowhere/postgres'], address, RUNNING)).rejects.toThrow(failure);
  const ended = 'Database: PostgreSQL exited unexpectedly (spawn /nowhere/postgres ENOENT)';
  expect(said.map(({ message }) => message)).toEqual([
    `${ended} and is started again; its log: ${log}`, `${ended} and is started again; its log: ${log}`, `${ended}; its log: ${log}`,
  ]);
  expect(server.running).toBe(false);
  await server.stop();
});

test.each<[string, (fails: () => boolean) => Partial<ServerParts>]>([
  ['started', (fails) => ({
    user: { home: '/', own: () => undefined, command: (argv) => (fails() ? ['gostyle', '\0'] : [...argv]) },
  })],
  ['asked', (fails) => ({ ready: () => (fails() ? Promise.reject(new Error('spawn EAGAIN')) : Promise.resolve(true)) })],
])('a server that cannot be %s again at once is tried once more', async (_what, partsOf) => {
  let looks = 0;
  let restarted = () => {};
  const isRestarted = new Promise<void>((resolve) => { restarted = resolve; });
  const { server, address, said } = await pretended(({ code }) => code === 'database.started' && restarted(), partsOf(() => ++looks === 2));
  await server.start([process.execPath, '-e', `${LISTEN} listen()`, String(address.port)], address, RUNNING);
  process.kill(Number(await answerOf(address)), 'SIGKILL');
  await isRestarted;
  expect(said.map(({ code }) => code)).toEqual(['database.ended', 'database.ended', 'database.started']);
  expect(await answerOf(address)).toMatch(/^\d+$/);
});
