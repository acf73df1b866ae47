import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inside, TestInstances } from './test-instances';
import { launchInstance } from '../../src/fleet/launch-instance';
import { Reporter } from '../../src/messages/reporter';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

test('what hooks write to /etc, /opt and /usr stays inside', async () => {
  const instance = await instances.launch();
  const { code } = await inside(instance,
    'mkdir -p /opt/gostyle-test && echo inside >/opt/gostyle-test/file && echo inside >/etc/gostyle-test && echo inside >/usr/bin/gostyle-test');
  expect(code).toBe(0);
  expect((await inside(instance, 'cat /opt/gostyle-test/file /etc/gostyle-test /usr/bin/gostyle-test')).stdout).toBe('inside\ninside\ninside');
  for (const path of ['/opt/gostyle-test', '/etc/gostyle-test', '/usr/bin/gostyle-test']) expect(existsSync(path)).toBe(false);
});

test('two instances have the same paths with their own contents', async () => {
  const [one, two] = await Promise.all([instances.launch({ id: 'i-1' }), instances.launch({ id: 'i-2' })]);
  await Promise.all([inside(one!, 'echo one >/etc/gostyle-test'), inside(two!, 'echo two >/etc/gostyle-test')]);
  expect((await inside(one!, 'cat /etc/gostyle-test')).stdout).toBe('one');
  expect((await inside(two!, 'cat /etc/gostyle-test')).stdout).toBe('two');
});

test('people\'s files, the run\'s state and the machine\'s own units are not visible', async () => {
  const hidden = instances.directory();
  const instance = await instances.launch({ hidden: [hidden] });
  for (const folder of ['/root', '/home', '/mnt', '/tmp', homedir()]) {
    expect({ folder, ...await inside(instance, `ls -A ${folder}`) }).toMatchObject({ folder, stdout: '' });
  }
  expect((await inside(instance, 'ls /etc/systemd/system /etc/systemd/system/multi-user.target.wants')).stdout)
    .toBe('/etc/systemd/system:\nmulti-user.target.wants\n\n/etc/systemd/system/multi-user.target.wants:\ncodedeploy-agent.service');
  expect((await inside(instance, 'ps -e -o pid= | head -n 1; mount | grep -c /.outside')).stdout).toMatch(/1\n0$/);
});

test('the runner\'s environment is not passed on', async () => {
  process.env.GOSTYLE_TEST_SECRET = 'secret';
  try {
    const instance = await instances.launch();
    expect((await inside(instance, 'env')).stdout).not.toContain('secret');
  } finally {
    delete process.env.GOSTYLE_TEST_SECRET;
  }
});

test('a shared folder can be read, but not written', async () => {
  const shared = instances.directory();
  const instance = await instances.launch({ shared: { '/opt/shared/revisions': shared } });
  expect((await inside(instance, 'ls -d /opt/shared/revisions')).code).toBe(0);
  expect((await inside(instance, 'touch /opt/shared/revisions/x')).stderr).toContain('Read-only file system');
});

test('every user has Node.js, and the CodeDeploy agent is active', async () => {
  const instance = await instances.launch();
  expect((await inside(instance, 'setpriv --reuid=65534 --regid=65534 --clear-groups /usr/local/bin/node -p process.version')).stdout)
    .toBe(process.version);
  expect(await inside(instance, 'systemctl is-active codedeploy-agent')).toMatchObject({ code: 0, stdout: 'active' });
});

test('the kernel settings, devices and the network of the machine cannot be changed', async () => {
  const instance = await instances.launch();
  expect((await inside(instance, 'echo 1 >/proc/sys/vm/drop_caches')).code).not.toBe(0);
  expect((await inside(instance, 'mknod /tmp/disk b 8 0')).code).not.toBe(0);
  expect((await inside(instance, 'mount -t tmpfs x /mnt')).code).not.toBe(0);
});

test('user data runs once, as root, before the instance\'s own environment replaces what it wrote', async () => {
  const userData = [
    '#!/bin/bash', 'set -e', 'id -u', 'systemctl is-active codedeploy-agent',
    'mkdir -p /etc/gostyle', 'printf "NODE_ENV=production\\nPORT=3000\\n" >/etc/gostyle/environment', 'echo boot >>/var/lib/boots',
  ].join('\n');
  const settings = instances.settings({ userData, environment: { PORT: '3001', HOST: '127.0.0.1' } });
  const first = await instances.launch(settings);
  expect(first.userData).toEqual({ code: 0, signal: null });
  expect((await inside(first, 'cat /etc/gostyle/environment')).stdout).toBe('NODE_ENV=production\nPORT=3001\nHOST=127.0.0.1');
  expect(readFileSync(join(settings.directory, 'logs/cloud-init-output.log'), 'utf8')).toBe('0\nactive\n');
  expect((await inside(first, 'cat /var/log/cloud-init-output.log')).stdout).toBe('0\nactive');
  await first.stop();

  const again = await instances.launch({ ...settings, environment: { PORT: '3002' } });
  expect(again.userData).toBeUndefined();
  expect((await inside(again, 'cat /var/lib/boots /etc/gostyle/environment')).stdout).toBe('boot\nNODE_ENV=production\nHOST=127.0.0.1\nPORT=3002');
});

test('failed user data is reported with its last lines', async () => {
  const instance = await instances.launch({ userData: '#!/bin/sh\necho cannot install\nexit 7\n' });
  expect(instance.userData).toEqual({ code: 7, signal: null });
  expect(instances.messages.find(({ code }) => code === 'instance.user-data.failed')).toMatchObject({
    level: 'error',
    data: { lastLines: ['cannot install'] },
  });
});

test('a program inside gets its input, environment and directory, and its exit is reported', async () => {
  const instance = await instances.launch();
  const output: Buffer[] = [];
  const program = instance.spawn(['sh', '-c', 'read -r line; echo "$line $NAME $PWD"; exit 9'], {
    cwd: '/usr', env: { NAME: 'a b=c' }, onStdout: (chunk) => output.push(chunk),
  });
  program.writeLine('hello');
  program.endInput();
  expect(await program.exited).toEqual({ code: 9, signal: null });
  expect(Buffer.concat(output).toString()).toBe('hello a b=c /usr\n');
});

test('aborting kills the program', async () => {
  const instance = await instances.launch();
  const abort = new AbortController();
  const program = instance.spawn(['sleep', '60'], { signal: abort.signal });
  abort.abort();
  expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a full disk only affects the instance', async () => {
  const instance = await instances.launch({ diskMebibytes: 8 });
  expect((await inside(instance, 'head -c 20M /dev/zero >/opt/large')).stderr).toContain('No space left on device');
});

test('fails with the step and the reason if the directory cannot contain an instance', async () => {
  await expect(instances.launch({ directory: '/dev/null/instance' })).rejects.toThrow('/dev/null/instance');
});

test('aborting ends an instance in the middle of its user data', async () => {
  const abort = new AbortController();
  const settings = instances.settings({ userData: '#!/bin/sh\necho started\nsleep 1000\n' });
  const launch = launchInstance(settings, new Reporter(({ code }) => {
    if (code === 'instance.user-data.output') abort.abort(new Error('enough'));
  }), abort.signal);
  await expect(launch).rejects.toThrow();
});

test('every user inside may call systemctl, whatever the runner\'s umask', async () => {
  const umask = process.umask(0o077);
  try {
    const instance = await instances.launch();
    expect((await inside(instance, 'setpriv --reuid=65534 --regid=65534 --clear-groups systemctl is-active codedeploy-agent')).stdout).toBe('active');
    expect((await inside(instance, 'stat -c %a / /usr /etc')).stdout).toBe('755\n755\n755');
  } finally {
    process.umask(umask);
  }
});
