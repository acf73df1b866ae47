import { inside, installUnit, TestInstances } from './test-instances';
import { InsideFiles } from '../../src/fleet/machine/inside-files';
import type { Instance } from '../../src/model/instance';
import { until } from '../until';

const instances = new TestInstances();
let instance: Instance;
beforeAll(async () => { instance = await instances.launch(); });
afterAll(() => instances.removeAll());

const sleeper = (more = '') => `
  [Unit]
  Description=A sleeper
  [Service]
  ExecStart=/bin/sleep 1000
  ${more}
  [Install]
  WantedBy=multi-user.target`;

const isActive = async (unit: string) => (await inside(instance, `systemctl is-active ${unit}`)).stdout;

test('start, status and stop, with the exit statuses of systemd', async () => {
  await installUnit(instance, 'sleeper.service', sleeper());
  expect(await inside(instance, 'systemctl is-active sleeper')).toMatchObject({ code: 3, stdout: 'inactive' });
  expect(await inside(instance, 'systemctl start sleeper')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await inside(instance, 'systemctl is-active sleeper')).toMatchObject({ code: 0, stdout: 'active' });
  const status = await inside(instance, 'systemctl status sleeper --no-pager');
  expect(status).toMatchObject({ code: 0 });
  expect(status.stdout).toContain('sleeper.service - A sleeper');
  expect(await inside(instance, 'systemctl stop sleeper.service')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await inside(instance, 'systemctl status sleeper')).code).toBe(3);
  expect((await inside(instance, 'pgrep -f "[s]leep 1000"')).code).toBe(1);
});

test('fails with the statuses of systemd for units that do not exist', async () => {
  const notFound = 'Failed to start absent.service: Unit absent.service not found.';
  expect(await inside(instance, 'systemctl start absent')).toMatchObject({ code: 5, stderr: notFound });
  expect(await inside(instance, 'systemctl stop absent')).toMatchObject({ code: 5 });
  expect(await inside(instance, 'systemctl status absent')).toMatchObject({ code: 4, stderr: 'Unit absent.service could not be found.' });
  expect(await inside(instance, 'systemctl is-active absent')).toMatchObject({ code: 3, stdout: 'inactive' });
  expect(await inside(instance, 'systemctl is-enabled absent')).toMatchObject({ code: 1 });
  expect(await inside(instance, 'systemctl enable absent')).toMatchObject({ code: 1 });
});

test('refuses what is not supported', async () => {
  expect(await inside(instance, 'systemctl reboot')).toMatchObject({ code: 1, stderr: 'systemctl: \'reboot\' is not supported in a local instance' });
  expect((await inside(instance, 'systemctl start --frobnicate x')).code).toBe(1);
  expect((await inside(instance, 'journalctl --vacuum-time=1s')).code).toBe(1);
});

test('no pattern holds up the supervisor', async () => {
  const name = `${'a'.repeat(60)}.service`;
  await installUnit(instance, name, sleeper('RemainAfterExit=yes').replace('/bin/sleep 1000', `/bin/echo ${'a'.repeat(60)}`));
  await inside(instance, `systemctl start ${name}`);
  expect((await inside(instance, `systemctl list-units --all --no-legend '${'*a'.repeat(20)}b'`)).stdout).toBe('');
  expect((await inside(instance, `systemctl list-units --all --no-legend '${'*a'.repeat(20)}*'`)).stdout).toContain('aaa');
  const found = await inside(instance, `journalctl -u ${name} -g '(a+)+b'`);
  expect([found.code, found.stderr]).toEqual([1, expect.stringContaining('takes longer than')]);
});

test('only root can start and stop units; every user can query them', async () => {
  const asNobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups';
  const refused = 'Failed to restart: Interactive authentication required.';
  expect(await inside(instance, `${asNobody} systemctl restart codedeploy-agent`)).toMatchObject({ code: 4, stderr: refused });
  expect(await inside(instance, `${asNobody} systemctl is-active codedeploy-agent`)).toMatchObject({ code: 0, stdout: 'active' });
});

test('a service that fails has the state failed and a reason, and can be reset', async () => {
  await installUnit(instance, 'fails.service', '[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo broken; exit 4"');
  expect(await inside(instance, 'systemctl start fails')).toMatchObject({
    code: 1, stderr: expect.stringContaining('Job for fails.service failed because the control process exited with error code.') as string,
  });
  expect(await inside(instance, 'systemctl is-failed fails')).toMatchObject({ code: 0, stdout: 'failed' });
  expect((await inside(instance, 'journalctl -u fails -o cat')).stdout).toContain('broken');
  await inside(instance, 'systemctl reset-failed fails');
  expect(await isActive('fails')).toBe('inactive');
});

test('a program that does not exist fails at step EXEC', async () => {
  await installUnit(instance, 'no-program.service', '[Service]\nType=exec\nExecStart=/opt/absent');
  expect((await inside(instance, 'systemctl start no-program')).code).toBe(1);
  expect((await inside(instance, 'systemctl show no-program -p ExecMainStatus --value')).stdout).toBe('203');
});

test('Restart= restarts a killed service, until it is stopped', async () => {
  await installUnit(instance, 'again.service', sleeper('Restart=always\nRestartSec=50ms'));
  await inside(instance, 'systemctl start again; kill -9 $(systemctl show -p MainPID --value again)');
  const restarts = async () => (await inside(instance, 'systemctl show -p NRestarts --value again')).stdout;
  await until(async () => await restarts() === '1' && await isActive('again') === 'active');
  await inside(instance, 'systemctl stop again');
  expect(await isActive('again')).toBe('inactive');
});

test('a service that keeps ending reaches the start limit', async () => {
  await installUnit(instance, 'crash.service', '[Unit]\nStartLimitBurst=3\n[Service]\nExecStart=/bin/false\nRestart=on-failure\nRestartSec=1ms');
  await inside(instance, 'systemctl start crash');
  await until(async () => await isActive('crash') === 'failed');
  // As in systemd, the result is the reason why it ended last; only the journal mentions the start limit.
  expect((await inside(instance, 'systemctl show -p Result --value crash; journalctl -u crash -o cat -n 3')).stdout)
    .toMatch(/^exit-code\n[\s\S]*Start request repeated too quickly/);
});

test('a program gets its environment, environment files, user, directories and specifiers', async () => {
  await inside(instance, 'printf \'FROM_FILE="two words"\\n# comment\\n\' >/etc/web.env');
  await installUnit(instance, 'web@.service', `
    [Service]
    Type=oneshot
    User=nobody
    WorkingDirectory=/usr
    Environment=A=1 "B=x y"
    EnvironmentFile=/etc/web.env
    EnvironmentFile=-/etc/absent.env
    RuntimeDirectory=web-%i
    ExecStart=/bin/sh -c 'echo "$$A|$$B|$$FROM_FILE|%i|%n|$(id -un)|$(pwd)|$(stat -c %%U $$RUNTIME_DIRECTORY)" ; echo \${B} $A'`);
  expect((await inside(instance, 'systemctl start web@blue; journalctl -u web@blue -o cat _TRANSPORT=stdout')).stdout.split('\n').slice(0, 2))
    .toEqual(['1|x y|two words|blue|web@blue.service|nobody|/usr|nobody', 'x y 1']);
  expect((await inside(instance, 'ls -d /run/web-blue')).code).not.toBe(0);
});

test('DynamicUser= is a user that only the service\'s own programs know, not root', async () => {
  const service = 'Type=oneshot\nDynamicUser=yes\nStateDirectory=dynamic\nExecStart=/bin/sh -c "id -u; id -un; touch /var/lib/dynamic/x"\n'
    + `ExecStart=${process.execPath} -p os.homedir()`;
  await installUnit(instance, 'dynamic.service', `[Service]\n${service}`);
  expect((await inside(instance, 'systemctl start dynamic')).code).toBe(0);
  const [id, ...more] = (await inside(instance, 'journalctl -u dynamic -o cat _TRANSPORT=stdout')).stdout.trim().split('\n');
  expect(Number(id)).toBeGreaterThanOrEqual(61_184);
  expect(more).toEqual(['dynamic', '/']);
  expect((await inside(instance, 'grep dynamic /etc/passwd')).code).toBe(1);
});

/** A unit whose first process leaves a daemon behind. */
const daemon = (pidFile: string, seconds: number) => `
  [Service]
  Type=forking
  PIDFile=${pidFile}
  ExecStart=/bin/sh -c 'setsid sleep ${seconds} & echo $! >${pidFile}'`;

test('the main process of a forking service is its daemon', async () => {
  await installUnit(instance, 'daemon.service', daemon('/run/daemon.pid', 2000));
  await inside(instance, 'systemctl start daemon');
  expect((await inside(instance, 'cmp /run/daemon.pid - <<X\n$(systemctl show -p MainPID --value daemon)\nX')).code).toBe(0);
  await inside(instance, 'systemctl stop daemon');
  expect((await inside(instance, 'pgrep -f "[s]leep 2000"')).code).toBe(1);
});

test.each(['root', 'nobody'])('a daemon of %s without a PIDFile belongs to its service, also after it has left its session', async (user) => {
  await installUnit(instance, `${user}-daemon.service`, `
    [Service]
    Type=forking
    User=${user}
    ExecStart=/bin/sh -c 'setsid sleep 4000 &'`);
  await inside(instance, `systemctl start ${user}-daemon; until pgrep -f "[s]leep 4000"; do sleep 0.05; done`);
  expect(await isActive(`${user}-daemon`)).toBe('active');
  await inside(instance, `systemctl stop ${user}-daemon`);
  expect((await inside(instance, 'pgrep -f "[s]leep 4000"')).code).toBe(1);
});

test('stopping ends the children too, with SIGKILL after the timeout', async () => {
  await installUnit(instance, 'stubborn.service', `
    [Service]
    ExecStart=/bin/sh -c 'trap "" TERM; (trap "" TERM; touch /run/stubborn; sleep 3000) & while :; do sleep 0.1; done'
    TimeoutStopSec=300ms`);
  await inside(instance, 'systemctl start stubborn; until [ -e /run/stubborn ]; do sleep 0.05; done; systemctl stop stubborn');
  expect((await inside(instance, 'systemctl show -p Result --value stubborn')).stdout).toBe('timeout');
  expect((await inside(instance, 'pgrep -f "[s]leep 3000"')).code).toBe(1);
});

test('what cannot be read while a service starts is a failure of the service', async () => {
  await installUnit(instance, 'unreadable.service', daemon('/run/unreadable.pid', 5000));
  const { read } = InsideFiles.prototype;
  jest.spyOn(InsideFiles.prototype, 'read').mockImplementation(function readOthers(this: InsideFiles, path) {
    if (path === '/run/unreadable.pid') throw new Error('EACCES: permission denied');
    return read.call(this, path);
  });
  const { code } = await inside(instance, 'systemctl start unreadable').finally(() => jest.restoreAllMocks());
  expect(code).toBe(1);
  expect((await inside(instance, 'systemctl show -p Result --value unreadable')).stdout).toBe('resources');
  expect((await inside(instance, 'journalctl -u unreadable -o cat')).stdout).toContain('EACCES: permission denied');
  expect((await inside(instance, 'pgrep -f "[s]leep 5000"')).code).toBe(1);
});

test('a stop timeout also ends if the wall clock is set back', async () => {
  await installUnit(instance, 'patient.service', `
    [Service]
    ExecStart=/bin/sh -c 'trap "" TERM; touch /run/patient; while :; do sleep 0.1; done'
    TimeoutStopSec=300ms`);
  const real = Date.now;
  let back = 0;
  const wallClock = jest.spyOn(Date, 'now').mockImplementation(() => real() - (back += 1_000));
  const untilItTraps = 'until [ -e /run/patient ]; do sleep 0.05; done';
  await inside(instance, `systemctl start patient; ${untilItTraps}; systemctl stop patient`).finally(() => wallClock.mockRestore());
  expect((await inside(instance, 'systemctl show -p Result --value patient')).stdout).toBe('timeout');
});

test('ExecStartPre, ExecStartPost, ExecStop and ExecStopPost run in order', async () => {
  await installUnit(instance, 'order.service', `
    [Service]
    ExecStartPre=/bin/sh -c 'echo pre >>/tmp/order'
    ExecStartPre=-/bin/false
    ExecStart=/bin/sleep 1000
    ExecStartPost=/bin/sh -c 'echo post >>/tmp/order'
    ExecReload=/bin/sh -c 'echo reload $MAINPID >>/tmp/reload'
    ExecStop=/bin/sh -c 'echo stop >>/tmp/order'
    ExecStopPost=/bin/sh -c 'echo stop-post $SERVICE_RESULT >>/tmp/order'`);
  await inside(instance, 'systemctl start order; systemctl reload order; systemctl stop order');
  expect((await inside(instance, 'cat /tmp/order')).stdout.split('\n')).toEqual(['pre', 'post', 'stop', 'stop-post success']);
  expect((await inside(instance, 'cat /tmp/reload')).stdout).toMatch(/^reload \d+$/);
});

test('required units start first, and their failure is a dependency failure', async () => {
  await installUnit(instance, 'base.service', '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true');
  const after = '[Unit]\nRequires=base.service\nAfter=base.service network.target';
  await installUnit(instance, 'above.service', `${after}\n${sleeper().replace('[Unit]', '')}`);
  await inside(instance, 'systemctl start above');
  expect((await inside(instance, 'systemctl is-active base above')).stdout).toBe('active\nactive');
  await inside(instance, 'systemctl stop base');
  expect(await isActive('above')).toBe('inactive');
  await installUnit(instance, 'orphan.service', '[Unit]\nRequires=fails.service\nAfter=fails.service\n[Service]\nExecStart=/bin/sleep 1000');
  expect((await inside(instance, 'systemctl start orphan')).stderr).toContain('A dependency job for orphan.service failed');
});

test('a changed unit file applies after daemon-reload, with a warning before that', async () => {
  await installUnit(instance, 'changes.service', sleeper());
  await inside(instance, 'systemctl start changes; sed -i "s/sleep 1000/sleep 4000/" /etc/systemd/system/changes.service');
  expect((await inside(instance, 'systemctl restart changes')).code).toBe(0);
  const drop = 'cd /etc/systemd/system; mkdir -p changes.service.d; '
    + 'printf "[Service]\\nExecStart=\\nExecStart=/bin/sleep 5000\\n" >changes.service.d/x.conf';
  expect((await inside(instance, `${drop}; systemctl start changes`)).stderr).toContain('Run \'systemctl daemon-reload\'');
  await inside(instance, 'systemctl daemon-reload; systemctl restart changes');
  expect((await inside(instance, 'pgrep -f "[s]leep 5000"')).code).toBe(0);
});

test('enable, disable, mask and unmask', async () => {
  await installUnit(instance, 'boots.service', sleeper());
  expect(await inside(instance, 'systemctl is-enabled boots')).toMatchObject({ code: 1, stdout: 'disabled' });
  expect((await inside(instance, 'systemctl enable --now boots')).stderr)
    .toBe('Created symlink /etc/systemd/system/multi-user.target.wants/boots.service → /etc/systemd/system/boots.service.');
  expect(await inside(instance, 'systemctl is-enabled boots')).toMatchObject({ code: 0, stdout: 'enabled' });
  expect(await isActive('boots')).toBe('active');
  await inside(instance, 'systemctl disable --now boots');
  expect((await inside(instance, 'systemctl is-enabled boots; systemctl is-active boots')).stdout).toBe('disabled\ninactive');
  await inside(instance, 'rm /etc/systemd/system/boots.service; systemctl mask boots');
  expect((await inside(instance, 'systemctl start boots')).stderr).toBe('Failed to start boots.service: Unit boots.service is masked.');
  await inside(instance, 'systemctl unmask boots');
  expect((await inside(instance, 'systemctl start boots')).code).toBe(5);
});

test('unsupported keys are reported once', async () => {
  await installUnit(instance, 'sandboxed.service', sleeper('ProtectSystem=strict\nSystemCallFilter=@system-service\nMemoryMax=1G'));
  await inside(instance, 'systemctl start sandboxed; systemctl stop sandboxed; systemctl start sandboxed');
  const told = instances.messages.filter(({ code, data }) => code === 'instance.unit.not-imitated' && data?.unit === 'sandboxed.service');
  expect(told.map(({ message }) => message))
    .toEqual(['sandboxed.service: no effect locally: SystemCallFilter= MemoryMax=']);
});

test('ignored settings of targets are not reported', () => {
  const units = instances.messages.filter(({ code }) => code === 'instance.unit.not-imitated').map(({ data }) => String(data?.unit));
  expect(units.filter((unit) => unit.endsWith('.target'))).toEqual([]);
});

test('fails a start that takes longer than TimeoutStartSec', async () => {
  await installUnit(instance, 'slow.service', '[Service]\nType=oneshot\nTimeoutStartSec=200ms\nExecStart=/bin/sleep 1000');
  expect((await inside(instance, 'systemctl start slow')).stderr).toContain('because a timeout was exceeded');
});

test('a service of Type=notify counts as started when it reports that it is ready', async () => {
  const says = 'use Socket; socket(my $s, PF_UNIX, SOCK_DGRAM, 0); '
    + 'send($s, "STATUS=up\\nREADY=1", 0, sockaddr_un($ENV{NOTIFY_SOCKET})) or die $!; sleep 1000';
  const start = 'ExecStartPre=+/bin/mkfifo -m 0777 /run/go\nExecStart=/bin/sh -c \'read line </run/go; exec perl -e "$$SAYS"\'';
  await installUnit(instance, 'notifies.service', `[Service]\nType=notify\nUser=nobody\n${start}\nEnvironment='SAYS=${says}'`);
  const started = inside(instance, 'systemctl start notifies');
  await until(async () => (await inside(instance, 'systemctl show -p SubState --value notifies')).stdout === 'start');
  expect(await isActive('notifies')).toBe('activating');
  await inside(instance, 'echo >/run/go');
  expect(await started).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await isActive('notifies')).toBe('active');
  expect((await inside(instance, 'systemctl stop notifies; ls /run | grep notify; pgrep perl')).stdout).toBe('');
});

test.each([
  ['ends', 'ends before it was ready', 'ExecStart=/bin/true', 'the service did not take the steps required by its unit configuration'],
  ['dies', 'fails before it was ready', 'ExecStart=/bin/false', 'the control process exited with error code'],
  ['says-nothing', 'does not say so in time', 'TimeoutStartSec=300ms\nExecStart=/bin/sleep 1234', 'because a timeout was exceeded'],
])('fails %s, a service of Type=notify that %s', async (unit, _what, lines, why) => {
  await installUnit(instance, `${unit}.service`, `[Service]\nType=notify\n${lines}`);
  expect(await inside(instance, `systemctl start ${unit}`)).toMatchObject({ code: 1, stderr: expect.stringContaining(why) as string });
  expect(await isActive(unit)).toBe('failed');
  expect((await inside(instance, 'pgrep -f "[s]leep 1234"')).code).toBe(1);
});

test('a stop replaces a start that waits for another unit', async () => {
  const block = 'mkfifo /run/go-on; read go </run/go-on';
  await installUnit(instance, 'precedes.service', `[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh -c '${block}'`);
  await installUnit(instance, 'waits.service', '[Unit]\nAfter=precedes.service\nWants=precedes.service\n[Service]\nExecStart=/bin/sleep 1236');
  const started = inside(instance, 'systemctl start waits');
  await until(async () => (await inside(instance, 'ls /run/go-on')).code === 0);
  expect((await inside(instance, 'systemctl stop waits; echo >/run/go-on')).code).toBe(0);
  expect(await started).toMatchObject({ code: 1, stderr: expect.stringContaining('Job for waits.service canceled.') as string });
  expect(await isActive('precedes')).toBe('active');
  expect(await isActive('waits')).toBe('inactive');
});

describe('a service that ended by itself and is being cleaned up', () => {
  const CLEAN_UP = 'touch /run/cleaning; until [ -e /run/cleaned ]; do sleep 0.05; done';
  const look = 'systemctl is-active crashes; pgrep -fc "^sleep 1235"';

  /** Its program, or what runs before it, fails the first time. */
  async function cleaning(lines: (fails: string) => string): Promise<void> {
    await inside(instance, 'systemctl stop crashes; rm -f /run/again /run/cleaning /run/cleaned');
    await installUnit(instance, 'crashes.service',
      `[Service]\n${lines('[ -e /run/again ] || { touch /run/again; exit 1; }')}\nExecStopPost=/bin/sh -c '${CLEAN_UP}'`);
    await inside(instance, 'systemctl daemon-reload; systemctl start --no-block crashes; until [ -e /run/cleaning ]; do sleep 0.05; done');
  }
  const untilRuns = 'touch /run/cleaned; until pgrep -f "^sleep 1235"; do sleep 0.05; done';
  const program = (fails: string) => `ExecStart=/bin/sh -c '${fails}; exec sleep 1235'`;

  test('starts again after that', async () => {
    await cleaning(program);
    await inside(instance, `systemctl start --no-block crashes; ${untilRuns}`);
    expect((await inside(instance, `systemctl start crashes; ${look}`)).stdout).toBe('active\n1');
    expect((await inside(instance, `systemctl stop crashes; ${look}`)).stdout).toBe('inactive\n0');
  });

  test('is not started if it is stopped meanwhile', async () => {
    await cleaning(program);
    const requests = 'systemctl start --no-block crashes; systemctl stop --no-block crashes';
    expect((await inside(instance, `${requests}; touch /run/cleaned; systemctl stop crashes`)).code).toBe(0);
    expect((await inside(instance, look)).stdout).toBe('failed\n0');
  });

  test('is restarted as it says, also if it is started meanwhile', async () => {
    await cleaning((fails) => `Restart=on-failure\nRestartSec=50ms\nExecStartPre=/bin/sh -c '${fails}'\n${program(':')}`);
    await inside(instance, `systemctl start --no-block crashes; ${untilRuns}`);
    expect((await inside(instance, 'systemctl is-active crashes')).stdout).toBe('active');
  });
});
