import { connect, createServer, type ListenOptions, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { hostAddress, LOCALHOST, type HostAddress } from '../../src/fleet/host-address';
import { allListeners } from '../../src/fleet/machine/listeners';
import { LocalhostRelay } from '../../src/fleet/machine/localhost-relay';
import { Reporter } from '../../src/messages/reporter';
import { isFreePort } from '../../src/system/free-port';
import { untilListening } from '../../src/system/listening';
import { PATIENCE_MS } from '../until';

const opened = new Set<Server>();
const relays: LocalhostRelay[] = [];

afterEach(async () => {
  for (const relay of relays.splice(0)) relay.close();
  await Promise.all([...opened].map(ended));
});

async function listening(host: string, port: number): Promise<Server> {
  return listeningAt({ host, port });
}

async function listeningAt(options: ListenOptions): Promise<Server> {
  const server = createServer((socket) => socket.pipe(socket));
  opened.add(server);
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(options, resolve); });
  return server;
}

async function ended(server: Server): Promise<void> {
  if (!opened.delete(server)) return;
  await new Promise((resolve) => { server.close(resolve); });
}

function newAddress(known?: number): Promise<HostAddress> {
  return hostAddress(new Reporter(() => undefined), known);
}

async function withRelay(): Promise<{ readonly address: HostAddress; readonly relay: LocalhostRelay }> {
  const address = await newAddress();
  const relay = new LocalhostRelay({ address: address.host, port: address.port });
  relays.push(relay);
  return { address, relay };
}

test('each host has an address of its own, which is not 127.0.0.1, and keeps its port while that is free', async () => {
  const addresses = await Promise.all(Array.from({ length: 20 }, () => newAddress()));
  expect(new Set(addresses.map(({ host }) => host)).size).toBe(20);
  for (const { host } of addresses) expect(host).toMatch(/^127\.(?!0\.)\d+\.\d+\.1$/);
  const [{ host, port }] = addresses as [HostAddress];
  expect(await newAddress(port)).toEqual({ host, port });
  const server = await listening(host, port);
  expect((await newAddress(port)).port).not.toBe(port);
  // Not kept either: that would cost a file descriptor.
  await ended(await listeningAt({ path: `\0gostyle-port-${port}` }));
  await ended(server);
  await listening(LOCALHOST, port);
  expect((await newAddress(port)).port).not.toBe(port);
});

test('an application that listens on its HOST is reached at localhost, without being asked for', async () => {
  const { address: { host, port } } = await withRelay();
  await listening(host, port);
  expect(await untilListening(LOCALHOST, port, PATIENCE_MS)).toBe(true);
  const text = await new Promise<string>((resolve, reject) => {
    let answer = '';
    const client = connect({ host: LOCALHOST, port });
    client.on('data', (chunk) => { answer += chunk.toString(); }).on('end', () => resolve(answer)).on('error', reject);
    client.end('x'.repeat(200_000));
  });
  expect(text).toHaveLength(200_000);
});

test('it is there as soon as it is looked for, and gone with the application: the next one may listen on all addresses', async () => {
  const { address: { host, port }, relay } = await withRelay();
  const server = await listening(host, port);
  relay.look();
  await new Promise(process.nextTick);
  expect(await isFreePort(port)).toBe(false);
  await ended(server);
  relay.look();
  const next = await listening('127.0.0.1', port);
  relay.look();
  await new Promise(process.nextTick);
  await ended(next);
  expect(await isFreePort(port)).toBe(true);
});

const IPV6 = Object.values(networkInterfaces()).flat().some((each) => each?.address === '::1');
(IPV6 ? test : test.skip)('a socket of IPv6 for an address of IPv4, as of Java, counts, and is not forgotten by a look without IPv6', async () => {
  const { address: { host, port }, relay } = await withRelay();
  await listening(`::ffff:${host}`, port);
  expect(await untilListening(LOCALHOST, port, PATIENCE_MS)).toBe(true);
  relay.follow(allListeners({ withIpv6: false }), false);
  expect(await untilListening(LOCALHOST, port, 0)).toBe(true);
});
