import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PROVISIONING = join(__dirname, '..', '..', 'provisioning');
const AGENT_CONFIGURATION = 'etc/codedeploy-agent/conf/codedeployagent.yml';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'network-scripts-'));
  for (const name of ['dnf', 'sysctl', 'systemctl']) command(name, `echo "${name} $*" >>"$CALLS"`);
});
afterEach(() => rmSync(directory, { recursive: true }));

function command(name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
}

const path = (file: string) => join(directory, file);
const content = (file: string) => readFileSync(path(file), 'utf8');

function write(file: string, text: string): void {
  mkdirSync(dirname(path(file)), { recursive: true });
  writeFileSync(path(file), text);
}

/** Runs a script with a test directory in place of `/etc`; returns its calls, in order. */
function run(script: string) {
  const text = readFileSync(join(PROVISIONING, `${script}.sh`), 'utf8').replaceAll('/etc/', `${directory}/etc/`);
  rmSync(path('calls'), { force: true });
  const { status } = spawnSync('bash', ['-c', text], { encoding: 'utf8', env: { PATH: `${directory}:${process.env.PATH}`, CALLS: path('calls') } });
  return { status, calls: existsSync(path('calls')) ? content('calls').trimEnd().split('\n') : [] };
}

describe('codedeploy-endpoint.sh', () => {
  test('adds the settings of both agent versions to existing ones, and restarts the agent', () => {
    write(AGENT_CONFIGURATION, '---\n:max_revisions: 5\n:enable_auth_policy: false\n');
    expect(run('codedeploy-endpoint')).toEqual({ status: 0, calls: ['systemctl restart codedeploy-agent'] });
    expect(content(AGENT_CONFIGURATION)).toBe('---\n:max_revisions: 5\n:enable_auth_policy: true\nenable_auth_policy: true\n');
  });

  test('creates a missing configuration, and is idempotent', () => {
    run('codedeploy-endpoint');
    run('codedeploy-endpoint');
    expect(content(AGENT_CONFIGURATION)).toBe('---\n:enable_auth_policy: true\nenable_auth_policy: true\n');
  });

  test('fails if the agent does not restart', () => {
    command('systemctl', 'exit 3');
    expect(run('codedeploy-endpoint').status).toBe(3);
  });
});

describe('nat-instance.sh', () => {
  beforeEach(() => {
    mkdirSync(path('etc/sysctl.d'), { recursive: true });
    mkdirSync(path('etc/sysconfig'), { recursive: true });
    command('ip', 'echo "default via 10.0.0.1 dev ens5 proto dhcp src 10.0.0.17 metric 512 "');
    command('iptables', 'echo "iptables $*" >>"$CALLS"');
    command('iptables-save', 'echo "*nat"');
  });

  test('translates traffic through the default route\'s interface, now and after a reboot', () => {
    expect(run('nat-instance')).toEqual({
      status: 0,
      calls: [
        'dnf install -y -q iptables-services',
        `sysctl -q -p ${path('etc/sysctl.d/90-nat.conf')}`,
        'systemctl enable iptables',
        'systemctl start iptables',
        'iptables -t nat -A POSTROUTING -o ens5 -j MASQUERADE',
        'iptables -F FORWARD',
      ],
    });
    expect(content('etc/sysctl.d/90-nat.conf')).toBe('net.ipv4.ip_forward = 1\n');
    expect(content('etc/sysconfig/iptables')).toBe('*nat\n');
  });

  test('fails when its package cannot be installed', () => {
    command('dnf', 'exit 1');
    expect(run('nat-instance')).toMatchObject({ status: 1, calls: [] });
  });
});
