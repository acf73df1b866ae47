import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '../../local/src/model/instance';
import { freePort } from '../../local/src/system/free-port';
import { inside, TestInstances, type Output } from '../../local/test/fleet/test-instances';

const HOOK = readFileSync(join(__dirname, '../../provisioning/hooks/service.sh'), 'utf8');
const UNIT = `[Service]
EnvironmentFile=/etc/web.env
ExecStart=/usr/local/bin/node /opt/web/server.mjs
Restart=always
RestartSec=100ms
StartLimitIntervalSec=0
[Install]
WantedBy=multi-user.target
`;
const SERVER = `
import { createServer } from 'node:http';
createServer((request, response) => {
  response.statusCode = request.url === process.env.HEALTH_CHECK_PATH ? 200 : 404;
  response.end();
}).listen(Number(process.env.PORT), process.env.HOST);
`;

// A host boots, on a machine that may be busy with other tests.
const instances = new TestInstances();
let others: Server[] = [];

afterEach(async () => {
  await instances.removeAll();
  for (const each of others) each.close();
  others = [];
});

/** A host with the application as a revision has it, and this environment file. */
function host(environment: string, server = SERVER, given: Readonly<Record<string, string>> = {}): Promise<Instance> {
  return instances.launch({
    environment: given,
    userData: '#!/bin/sh\nchmod 0644 /etc/web.env /opt/web/server.mjs\n',
    files: {
      '/etc/web.env': environment,
      '/etc/systemd/system/web.service': UNIT,
      '/opt/web/server.mjs': server,
      '/opt/web/deploy/web.service': UNIT,
      '/opt/web/deploy/hook.sh': HOOK,
    },
  });
}

/** Starts the service, which is to become healthy. */
async function started(instance: Instance): Promise<Output> {
  expect(await inside(instance, 'LIFECYCLE_EVENT=ApplicationStart /opt/web/deploy/hook.sh')).toMatchObject({ code: 0 });
  return inside(instance, 'LIFECYCLE_EVENT=ValidateService /opt/web/deploy/hook.sh');
}

/** Starts the service, which never becomes healthy, and asks once this has happened, for the rest of its fifty seconds: bash counts on from there. */
async function failed(instance: Instance, event: string, from = 47): Promise<Output> {
  const hook = '/opt/web/deploy/hook.sh';
  expect(await inside(instance, `LIFECYCLE_EVENT=ApplicationStart ${hook}; until ${event}; do sleep 0.1; done`)).toMatchObject({ code: 0 });
  return inside(instance, `SECONDS=${from} LIFECYCLE_EVENT=ValidateService ${hook}`);
}

const said = (text: string) => `journalctl --unit web --no-pager --output=cat | grep --quiet '${text}'`;
const listening = (port: number | string) => `ss --no-header --listening --tcp --numeric 'sport = :${port}' | grep --quiet .`;

const IPV6 = Object.values(networkInterfaces()).flat().some((each) => each?.address === '::1');
const QUOTES: readonly (readonly [string, string])[] = [
  ['none', 'PORT=%\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n'],
  ['single quotes', 'PORT=\'%\'\nHOST=\'127.0.0.1\'\nHEALTH_CHECK_PATH=\'/health\'\n'],
  ['double quotes', 'PORT="%"\nHOST="127.0.0.1"\nHEALTH_CHECK_PATH="/health"\n'],
  ['an assignment before that does not count', 'PORT=1\n# PORT=2\nPORT=%\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n'],
];

test.each(QUOTES)('a service that answers is well, with quotes in its environment file: %s', async (_what, environment) => {
  const instance = await host(environment.replace('%', String(await freePort())));
  expect(await started(instance)).toMatchObject({ code: 0 });
  const { stdout } = await inside(instance, 'LIFECYCLE_EVENT=ApplicationStop /opt/web/deploy/hook.sh; systemctl is-active web');
  expect(stdout).toBe('inactive');
});

test.each(['127.0.0.2', 'localhost', '0.0.0.0', '', ...IPV6 ? ['::1', '::'] : []])('it is asked where it listens: HOST=%s', async (address) => {
  const instance = await host(`PORT=${await freePort()}\nHOST=${address}\nHEALTH_CHECK_PATH=/health\n`);
  expect(await started(instance)).toMatchObject({ code: 0 });
});

test('an address that the host does not have fails, with what the application says', async () => {
  const instance = await host(`PORT=${await freePort()}\nHOST=10.9.9.9\nHEALTH_CHECK_PATH=/health\n`);
  const { code, stderr } = await failed(instance, said('EADDRNOTAVAIL'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^not healthy after \d+ s: (no process of web\.service listens on PORT=\d+|web\.service does not .*)$/m);
  expect(stderr).toContain('EADDRNOTAVAIL');
});

test.each(['of this machine', 'of the same host'])('another program %s that answers on the port is not the service', async (whose) => {
  const port = whose === 'of this machine' ? await foreignPort() : await freePort();
  const instance = await host(`PORT=${port}\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n`);
  if (whose === 'of the same host') {
    await inside(instance, `PORT=${port} HOST=127.0.0.1 HEALTH_CHECK_PATH=/health /usr/local/bin/node /opt/web/server.mjs >/dev/null 2>&1 &
      until curl --silent --output /dev/null http://127.0.0.1:${port}/; do sleep 0.1; done`);
  }
  const { code, stderr } = await failed(instance, said('EADDRINUSE'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/EADDRINUSE/);
  expect(stderr).not.toMatch(/not healthy after \d+ s: \S+ curl/);
});

test('one that keeps crashing is stopped, and its last words are not those of the next revision', async () => {
  const environment = `PORT=${await freePort()}\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n`;
  const instance = await host(environment, 'console.error("the old revision has no database"); process.exit(1);\n');
  const old = 'the old revision has no database';
  expect(await failed(instance, said(old))).toMatchObject({ code: 1, stderr: expect.stringContaining(old) as string });
  const next = 'console.log("the new revision serves nothing"); setInterval(() => undefined, 1000);';
  expect(await inside(instance, `echo '${next}' >/opt/web/server.mjs`)).toMatchObject({ code: 0 });
  const { code, stderr } = await failed(instance, said('the new revision serves nothing'));
  expect(code).toBe(1);
  expect(stderr).toContain('the new revision serves nothing');
  expect(stderr).not.toContain(old);
  await inside(instance, 'echo "process.exit(1)" >/opt/web/server.mjs; systemctl restart web');
  const stop = 'LIFECYCLE_EVENT=ApplicationStop /opt/web/deploy/hook.sh';
  const { stdout } = await inside(instance, `${stop}; systemctl show --property=ActiveState --value web`);
  expect(stdout).toMatch(/^(inactive|failed)$/);
});

test('one without PORT in its environment says so, and not that it does not stay up', async () => {
  const server = 'console.log("up"); setInterval(() => undefined, 1000);';
  const instance = await host('HOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n', server);
  // It must be seen twice, a second apart.
  const { code, stderr } = await failed(instance, said('up'), 35);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^not healthy after \d+ s: web\.service has no PORT in its environment$/m);
});

test('one that answers with an error is not well, and what it answers is shown', async () => {
  const server = SERVER.replace('200 : 404', '503 : 404').replace('response.end()', 'response.end("no connection to the database")');
  const port = await freePort();
  const broken = await host(`PORT=${port}\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n`, server);
  expect(await failed(broken, listening(port))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not healthy after \d+ s: \/health: curl: .* 503\nno connection to the database\n/) as string,
  });
});

test('one that redirects health checks is not well: the load balancer would not think so either', async () => {
  const server = SERVER.replace('200 : 404', '302 : 404').replace('response.end()', 'response.setHeader("location", "https://example.com/").end()');
  const port = String(await freePort());
  const redirecting = await host(`PORT=${port}\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n`, server, { PORT: port, HOST: '127.0.0.1' });
  const why = 'answered 302 https://example.com/, but health checks need 200; set healthCheckPath of the CDK app to a path that answers 200';
  expect(await failed(redirecting, listening(port))).toMatchObject({ code: 1, stderr: expect.stringContaining(`: /health ${why}\n`) as string });
});

/** The host's own file says what the load balancer expects. */
async function hostListeningOn(address: string, given: string): Promise<{ instance: Instance; port: string }> {
  const port = String(await freePort());
  const environment = `PORT=${port}\nHOST=${address}\nHEALTH_CHECK_PATH=/health\n`;
  return { port, instance: await host(environment, SERVER, { PORT: port, HOST: given }) };
}

test.each([['127.0.0.1', '127.0.0.1'], ['localhost', '127.0.0.1'], ...IPV6 ? [['::1', '[::1]']] : []] as [string, string][])(
  'one that listens on %s only is not well where it should listen on all addresses', async (address, where) => {
    const { instance, port } = await hostListeningOn(address, '0.0.0.0');
    expect(await failed(instance, listening(port))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`web.service listens on ${where} only, where the load balancer does not reach it\n`) as string,
    });
  });

test.each([['0.0.0.0', '0.0.0.0'], ['127.0.0.7', '127.0.0.7'], ['0.0.0.0', '127.0.0.7'], ...IPV6 ? [['::', '0.0.0.0']] : []] as [string, string][])(
  'one that listens on %s is well where HOST=%s', async (address, given) => {
    const { instance } = await hostListeningOn(address, given);
    expect(await started(instance)).toMatchObject({ code: 0 });
  });

test('one behind a proxy of the same host may listen for that only: its port is not the one of the load balancer', async () => {
  const instance = await host(`PORT=${await freePort()}\nHOST=127.0.0.1\nHEALTH_CHECK_PATH=/health\n`, SERVER, { PORT: '80', HOST: '0.0.0.0' });
  expect(await started(instance)).toMatchObject({ code: 0 });
});

async function foreignPort(): Promise<number> {
  const server = createServer((_request, response) => response.end());
  others.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return (server.address() as AddressInfo).port;
}
