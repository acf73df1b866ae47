import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'provisioning', 'codedeploy-agent.sh');

/** Answers for the instance metadata, and writes installers that tell what they are; `BROKEN` names URLs that do not exist. */
const CURL = `
for last; do :; done
while [ $# -gt 0 ]; do case $1 in -o) output=$2 ;; esac; shift; done
case $last in
  */api/token) echo token ;;
  */placement/region) echo "$REGION" ;;
  *)
    echo "curl $last" >>"$CALLS"
    case $last in *$BROKEN*) exit 22 ;; esac
    echo "echo installed $last with \\$1 >>$CALLS; exit \${INSTALLER_STATUS:-0}" >"$output" ;;
esac`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'codedeploy-agent-'));
  command('curl', CURL);
  command('dnf', 'echo "dnf $*" >>"$CALLS"');
  command('ruby', 'echo "ruby ${2}" >>"$CALLS"');
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
  readonly installerStatus?: number;
}

/** What the script called, in order. */
function install({ active = false, region = 'eu-central-1', broken = 'nothing', installerStatus = 0 }: Machine) {
  const calls = join(directory, 'calls');
  const { status, stdout } = spawnSync('bash', [SCRIPT], {
    encoding: 'utf8',
    env: {
      PATH: `${directory}:${process.env.PATH}`,
      CALLS: calls,
      ACTIVE: active ? '0' : '3',
      REGION: region,
      BROKEN: broken,
      INSTALLER_STATUS: String(installerStatus),
    },
  });
  return { status, stdout, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : [] };
}

const STARTED = ['systemctl enable codedeploy-agent', 'systemctl start codedeploy-agent', 'systemctl is-active codedeploy-agent'];

test('does nothing where an agent is active', () => {
  expect(install({ active: true })).toEqual({ status: 0, stdout: 'codedeploy-agent: is active\n', calls: [] });
});

test('installs version 2 from the bucket of the region, starts it and checks that it is active', () => {
  const url = 'https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latestv2/install';
  expect(install({})).toMatchObject({ status: 0, calls: [`curl ${url}`, `installed ${url} with auto`, ...STARTED] });
});

test('knows the domain of the regions in China', () => {
  expect(install({ region: 'cn-north-1' }).calls[0]).toBe('curl https://aws-codedeploy-cn-north-1.s3.cn-north-1.amazonaws.com.cn/latestv2/install');
});

test('installs version 1 where version 2 does not exist', () => {
  const { status, calls } = install({ broken: 'latestv2' });
  expect(status).toBe(0);
  expect(calls.slice(1)).toEqual([
    'dnf install -y -q ruby',
    'curl https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latest/install',
    'ruby auto',
    ...STARTED,
  ]);
});

test('installs version 1 where the installer of version 2 fails', () => {
  expect(install({ installerStatus: 1 }).calls).toEqual(expect.arrayContaining(['dnf install -y -q ruby', 'ruby auto', ...STARTED]));
});

test('fails when neither can be fetched', () => {
  expect(install({ broken: 'install' }).status).not.toBe(0);
});

test('fails when the agent is not active in the end', () => {
  command('systemctl', 'case "$*" in is-active*) exit 3 ;; esac');
  expect(install({}).status).toBe(3);
});
