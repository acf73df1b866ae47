import { inside, installUnit, TestInstances } from './test-instances';
import { hostAddress, LOCALHOST } from '../../src/fleet/host-address';
import { Reporter } from '../../src/messages/reporter';
import type { Instance } from '../../src/model/instance';
import { untilListening } from '../../src/system/listening';
import { PATIENCE_MS } from '../until';

const NODE = (statement: string) => (
  `ExecStart=/usr/local/bin/node -e "require('http').createServer((q, r) => r.end(process.argv[1])).${statement}" mine`);
/** Where a program listens -> whether the load balancer reaches it, on AWS and here. */
const PROGRAMS: readonly (readonly [string, string, boolean])[] = [
  ['the default of Node.js', NODE('listen(process.env.PORT)'), true],
  ['HOST', NODE('listen(process.env.PORT, process.env.HOST)'), true],
  ['localhost', NODE("listen(process.env.PORT, 'localhost')"), false],
  ['0.0.0.0', NODE("listen(process.env.PORT, '0.0.0.0')"), true],
  ['127.0.0.1', NODE("listen(process.env.PORT, '127.0.0.1')"), false],
  ['a user of its own', `User=nobody\n${NODE('listen(process.env.PORT, process.env.HOST)')}`, true],
  ['HOST after localhost', NODE('listen(process.env.PORT, process.env.HOST)'), true],
  ['all addresses, of IPv4 and IPv6', NODE("listen(process.env.PORT, '::')"), true],
];

const instances = new TestInstances();
let instance: Instance;

beforeAll(async () => {
  const address = await hostAddress(new Reporter(() => undefined));
  const environment = { PORT: String(address.port), HOST: address.host };
  instance = await instances.launch({ ...address, environment });
});

afterAll(() => instances.removeAll());

/** The hook goes on as soon as something listens, and asks once. */
const HOOK = 'until ss --no-header --listening --tcp --numeric "sport = :$PORT" | grep -q .; do sleep 0.05; done\n'
  + 'systemctl is-active --quiet web && curl --silent --show-error http://localhost:$PORT/ && curl --silent --show-error http://127.0.0.1:$PORT/';

test.each(PROGRAMS)('one program after the other at the same port: %s', async (_where, start, isReached) => {
  await installUnit(instance, 'web.service', `[Service]\nEnvironmentFile=/etc/gostyle/environment\n${start}\n`);
  await inside(instance, 'systemctl daemon-reload; systemctl restart web');
  expect(await inside(instance, `. /etc/gostyle/environment\n${HOOK}`)).toEqual({ code: 0, stderr: '', stdout: 'minemine' });
  expect(await untilListening(instance.host, instance.port, isReached ? PATIENCE_MS : 0)).toBe(isReached);
  expect(await untilListening(LOCALHOST, instance.port, 0)).toBe(true);
  expect((await instance.listeners()).map(({ port }) => port)).toContain(instance.port);
  expect((await inside(instance, 'journalctl -u web')).stdout).not.toContain('EADDRINUSE');
});
