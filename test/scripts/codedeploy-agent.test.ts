import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'provisioning', 'codedeploy-agent.sh');

/** Fakes the instance metadata and package downloads; `BROKEN` names URLs that do not exist. */
const CURL = `
for last; do :; done
while [ $# -gt 0 ]; do case $1 in -o) output=$2 ;; esac; shift; done
case $last in
  */api/token) echo token ;;
  */placement/region) echo "$REGION" ;;
  *)
    echo "curl $last" >>"$CALLS"
    case $last in *$BROKEN*) exit 22 ;; esac
    echo package >"$output" ;;
esac`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'codedeploy-agent-'));
  command('curl', CURL);
  // Without the package's directory, whose name changes each time.
  command('dnf', 'echo "dnf $*" | sed "s,/[^ ]*/,," >>"$CALLS"; exit "$DNF_STATUS"');
  command('uname', 'echo aarch64');
  command('systemctl', 'if [ "$*" = "is-active --quiet codedeploy-agent" ]; then exit "$ACTIVE"; fi; echo "systemctl $*" >>"$CALLS"');
});
afterEach(() => rmSync(directory, { recursive: true }));

function command(name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
}

interface Machine {
  readonly active?: boolean;
  readonly region?: string;
  /** Part of the URLs that do not exist. */
  readonly broken?: string;
  readonly dnfStatus?: number;
  readonly release?: string;
}

/** Calls of the script, in order. */
function install({ active = false, region = 'eu-central-1', broken = 'nothing', dnfStatus = 0, release = '1.8.1-26' }: Machine) {
  const calls = join(directory, 'calls');
  const { status, stdout, stderr } = spawnSync('bash', [SCRIPT], {
    encoding: 'utf8',
    env: {
      PATH: `${directory}:${process.env.PATH}`,
      TMPDIR: directory,
      CALLS: calls,
      ACTIVE: active ? '0' : '3',
      REGION: region,
      BROKEN: broken,
      DNF_STATUS: String(dnfStatus),
      GOSTYLE_CODEDEPLOY_AGENT: release,
    },
  });
  return { status, stdout, stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [] };
}

const STARTED = ['systemctl enable codedeploy-agent', 'systemctl start codedeploy-agent', 'systemctl is-active codedeploy-agent'];

test('does nothing if an agent is active', () => {
  expect(install({ active: true })).toMatchObject({ status: 0, stdout: 'codedeploy-agent: is active\n', calls: [] });
});

test('installs exactly this release of version 1, and Ruby for it, starts it and checks that it is active', () => {
  expect(install({})).toMatchObject({
    status: 0,
    calls: [
      'dnf install -y -q ruby',
      'curl https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/releases/codedeploy-agent-1.8.1-26.noarch.rpm',
      'dnf install -y -q codedeploy-agent-1.8.1-26.noarch.rpm',
      ...STARTED,
    ],
  });
  expect(readdirSync(directory).filter((name) => name.startsWith('tmp.'))).toEqual([]);
});

test('installs version 2 only when asked, for the processor of the host and without Ruby', () => {
  expect(install({ release: '2.1.0-40' }).calls).toEqual([
    'curl https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/releases/codedeploy-agent-2.1.0-40.aarch64.rpm',
    'dnf install -y -q codedeploy-agent-2.1.0-40.aarch64.rpm',
    ...STARTED,
  ]);
});

test('uses the domain of the regions in China', () => {
  const bucket = 'https://aws-codedeploy-cn-north-1.s3.cn-north-1.amazonaws.com.cn';
  expect(install({ region: 'cn-north-1' }).calls).toContainEqual(expect.stringContaining(`curl ${bucket}/releases/`));
});

test('does not fall back to another version, and names what does not exist', () => {
  const { status, stderr, calls } = install({ release: '2.1.0-40', broken: '2.1.0' });
  expect(status).not.toBe(0);
  const bucket = 'https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com';
  expect(stderr).toContain(`there is no ${bucket}/releases/codedeploy-agent-2.1.0-40.aarch64.rpm`);
  expect(calls).toHaveLength(1);
});

test('fails when the package cannot be installed', () => {
  expect(install({ release: '2.1.0-40', dnfStatus: 1 })).toMatchObject({ status: 1, calls: expect.not.arrayContaining(STARTED) as string[] });
});

test('fails when the agent is not active in the end', () => {
  command('systemctl', 'case "$*" in is-active*) exit 3 ;; esac');
  expect(install({}).status).toBe(3);
});
