import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CLOUD_CONFIG_KEYS } from '../../local/src/checks/source/cloud-config-checks';
import { Compute, Environment, HostImage, Provisioning, type IProvisioning } from '../../src';
import { only, text } from '../helpers/resources';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

const FIXTURES = join(__dirname, '..', 'fixtures', 'provisioning');
const SCRIPT = join(FIXTURES, 'set-limits.sh');
const PLAYBOOK = join(FIXTURES, 'playbook.yml');

const scratch = mkdtempSync(join(tmpdir(), 'provisioning-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function userData(...provisioning: IProvisioning[]): string {
  const template = environmentTemplate(Environment.named('staging', { compute: Compute.ec2({ provisioning }) }));
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

/** What synthesis says about roles. */
function warningsOf(...provisioning: IProvisioning[]): string[] {
  const web = webPipeline({ environments: [Environment.named('staging', { compute: Compute.ec2({ provisioning }) })] }, new App());
  return Annotations.fromStack(web.environment('staging')).findWarning('*', Match.stringLikeRegexp('a role is not in'))
    .map(({ entry }) => String(entry.data));
}

/** Runs the parts of user data in bash, with its directories below another one, and with only the programs of `bin` in front. */
function boot(script: string, bin?: string): { status: number | null; said: string; log: (name: string) => string; root: string } {
  const root = mkdtempSync(join(scratch, 'host-'));
  const start = script.indexOf('GOSTYLE_PARTS=');
  const end = script.indexOf('\ninstall_codedeploy_agent()');
  const parts = script.slice(start, end)
    .replace('GOSTYLE_PARTS=/', `GOSTYLE_PARTS=${root}/`).replace('GOSTYLE_PART_LOGS=/', `GOSTYLE_PART_LOGS=${root}/`);
  const ended = spawnSync('bash', ['--norc', '-c', `set -euo pipefail\n${parts}\necho the agent`], {
    encoding: 'utf8', env: { PATH: [...bin === undefined ? [] : [bin], process.env.PATH].join(':'), HOST_ROOT: root },
  });
  return {
    status: ended.status,
    said: ended.stdout + ended.stderr,
    log: (name) => readFileSync(join(root, 'var/log/gostyle', `provisioning-${name}.log`), 'utf8'),
    root,
  };
}

function fileOf(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

function program(name: string, content: string): string {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  writeFileSync(join(bin, name), `#!/bin/bash\n${content}\n`, { mode: 0o755 });
  return bin;
}

test('parts run in order before the agent, each with its log and duration', () => {
  const first = fileOf('First_one.sh', '#!/bin/bash\necho "it\'s \\"quoted\\"" >"$HOST_ROOT/made"; echo said by the first\n');
  const second = fileOf('second.sh', '#!/bin/bash\ncat "$HOST_ROOT/made"\n');
  const { status, said, log } = boot(userData(Provisioning.script(first), Provisioning.script(second)));
  expect(status).toBe(0);
  expect(said).toMatch(/^provisioning: 01-first-one took \d+ s .*\nprovisioning: 02-second took \d+ s .*\nthe agent\n$/);
  expect([log('01-first-one'), log('02-second')]).toEqual(['said by the first\n', 'it\'s "quoted"\n']);
});

test('stops at the first failed part, prints the end of its log, and does not install the agent', () => {
  const failing = fileOf('failing.sh', '#!/bin/bash\necho why\nexit 7\n');
  const { status, said } = boot(userData(Provisioning.script(failing), Provisioning.script(SCRIPT)));
  expect(status).toBe(7);
  expect(said).toMatch(/^provisioning: 01-failing failed with exit status 7 after \d+ s; the end of .*01-failing\.log:\nwhy\n$/);
});

test('packages are installed together, and skipped with a message without dnf', () => {
  const script = userData(Provisioning.packages('jq', 'nodejs24-devel'));
  expect(boot(script, program('dnf', 'echo dnf "$@"')).log('01-packages')).toBe('dnf install -y -q jq nodejs24-devel\n');
  expect(boot(script).log('01-packages')).toBe('packages: there is no dnf here, so these are not installed: jq nodejs24-devel\n');
});

test('roles may be beside the playbook, in a collection, known later, or installed from requirements.yml', () => {
  const folder = mkdtempSync(join(scratch, 'roles-'));
  mkdirSync(join(folder, 'roles/web/tasks'), { recursive: true });
  mkdirSync(join(folder, 'beside/tasks'), { recursive: true });
  const list = ['web', '{ role: beside }', 'community.general.nginx', '"{{ chosen }}"', 'geerling.nginx', 'firewall', './roles/web'];
  const playbook = join(folder, 'site.yml');
  writeFileSync(playbook, `- hosts: localhost\n  roles:\n${list.map((role) => `    - ${role}\n`).join('')}- import_playbook: more.yml\n`);
  writeFileSync(join(folder, 'more.yml'), '- hosts: localhost\n  tasks:\n    - ansible.builtin.include_role:\n        name: web\n');
  writeFileSync(join(folder, 'requirements.yml'), 'roles:\n  - geerling.nginx\n  - src: git+https://example.com/firewall.git,v1.2\n');
  expect(warningsOf(Provisioning.ansible(playbook))).toEqual([]);
  writeFileSync(join(folder, 'requirements.yml'), '- name: geerling.nginx\n');
  expect(warningsOf(Provisioning.ansible(playbook))).toEqual([
    expect.stringMatching(/site\.yml:8: a role is not in a folder beside the playbook, .* such as \/usr\/share\/ansible\/roles, got: firewall;/),
  ]);
  writeFileSync(join(folder, 'ansible.cfg'), '[defaults]\nroles_path = /opt/roles\n');
  expect(warningsOf(Provisioning.ansible(playbook))).toEqual([]);
});

test('roles that only a host may have cause a warning, once', () => {
  const roles = ['rhel-system-roles.timesync', 'nothere', '/opt/roles/web', '~/roles/web'];
  const given = `- hosts: localhost\n  roles: [${roles.join(', ')}]\n  tasks:\n    - import_role: { name: late }\n`;
  const warnings = warningsOf(Provisioning.ansible(fileOf('hosts.yml', given)));
  expect(warnings.map((warning) => /, got: ([^;]+); write it in/.exec(warning)?.[1])).toEqual([...roles, 'late']);
});

test('a playbook is copied with its directory and runs on the host itself', () => {
  const bin = program('ansible-playbook', 'echo "$@"; cat roles/limits/tasks/main.yml');
  const { log } = boot(userData(Provisioning.ansible(PLAYBOOK)), bin);
  const role = readFileSync(join(FIXTURES, 'roles/limits/tasks/main.yml'), 'utf8');
  expect(log('01-playbook')).toBe(`--connection local --inventory localhost, --limit localhost playbook.yml\n${role}`);
});

test('Ansible is installed if it is missing', () => {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  for (const name of ['bash', 'mkdir', 'dirname', 'chmod', 'tail']) {
    execFileSync('ln', ['-s', execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name)]);
  }
  const ansible = join(bin, 'ansible-playbook');
  const installs = `echo dnf "$@"\nprintf '#!/bin/bash\\necho played\\n' >${ansible}\nchmod 755 ${ansible}`;
  writeFileSync(join(bin, 'dnf'), `#!/bin/bash\n${installs}\n`, { mode: 0o755 });
  const root = mkdtempSync(join(scratch, 'part-'));
  const run = () => spawnSync(join(bin, 'bash'), [join(__dirname, '../../provisioning/parts/ansible.sh'), 'x.yml'], {
    encoding: 'utf8', env: { PATH: bin }, cwd: root,
  });
  expect(run().stdout).toBe('dnf install -y -q ansible-core\nplayed\n');
  rmSync(join(bin, 'dnf'));
  rmSync(ansible);
  expect(run().stderr).toMatch(/^ansible: there is neither ansible-playbook nor dnf here; install ansible-core/);
});

describe('a cloud-config document', () => {
  const DOCUMENT = join(FIXTURES, 'cloud-config.yml');
  /** Replaces cloud-init and its Python, which lists the keys of a document. */
  function cloudInit(single: string): string {
    const bin = program('python', 'if [[ "$1" == -c ]]; then sed -n "s/^\\([a-z_]*\\):.*/\\1/p" "$3"; else exec bash "$@"; fi');
    const lines = [`#!${join(bin, 'python')}`, 'if [[ "$1" == --help ]]; then echo schema; exit; fi', 'echo cloud-init "$@"',
      `if [[ "$1" != schema ]]; then ${single}; fi`];
    writeFileSync(join(bin, 'cloud-init'), `${lines.join('\n')}\n`, { mode: 0o755 });
    return bin;
  }
  const single = (module: string) => `cloud-init --file cloud-config.yml single --name ${module} --frequency always\n`;

  test('is validated with cloud-init\'s schema, and each module is applied once, in order', () => {
    const bin = cloudInit('true');
    writeFileSync(join(bin, 'dnf'), '#!/bin/bash\n', { mode: 0o755 });
    expect(boot(userData(Provisioning.cloudInit(DOCUMENT)), bin).log('01-cloud-config')).toBe('cloud-init schema --config-file cloud-config.yml\n'
      + single('write_files') + single('timezone') + single('package_update_upgrade_install'));
  });

  test('stops at the first failed module, without an agent', () => {
    const { status, said } = boot(userData(Provisioning.cloudInit(DOCUMENT)), cloudInit('exit 1'));
    expect(status).toBe(1);
    expect(said).toMatch(/^provisioning: 01-cloud-config failed with exit status 1 .*\n.*schema.*\n.*write_files.*\n$/);
  });

  test('its packages are not installed without dnf', () => {
    expect(boot(userData(Provisioning.cloudInit(DOCUMENT)), cloudInit('true')).log('01-cloud-config'))
      .toContain('cloud-init: there is no dnf here, so packages are not installed\n');
  });

  test('has a module for each allowed key', () => {
    const known = readFileSync(join(__dirname, '../../provisioning/parts/cloud-init.sh'), 'utf8').split('MODULES\'\n')[1].split('\nMODULES')[0];
    expect([...new Set(known.split('\n').map((line) => line.split(' ')[0]))].sort()).toEqual([...CLOUD_CONFIG_KEYS].sort());
  });
});

test('a custom part', () => {
  const own: IProvisioning = { bind: () => ({ name: 'own', command: ['sh', '-c', 'echo "$0" "$PWD"', 'a b'] }) };
  const { log, root } = boot(userData(own));
  expect(log('01-own')).toBe(`a b ${root}/var/lib/gostyle/provisioning/01-own\n`);
});

test('files are copied exactly: text stays readable in a change set, everything else is base64', () => {
  const folder = mkdtempSync(join(scratch, 'files-'));
  const contents: Record<string, Buffer> = {
    'site.yml': Buffer.from('- hosts: localhost\n'),
    'ends.txt': Buffer.from('END\n$HOME `id` \\ \'é\'\nEND_\n'),
    'no-end': Buffer.from('no line feed'),
    'bytes': Buffer.from([0, 255, 10]),
  };
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  const script = userData(Provisioning.ansible(join(folder, 'site.yml')));
  const { root } = boot(script, program('ansible-playbook', 'true'));
  const arrived = (name: string) => readFileSync(join(root, 'var/lib/gostyle/provisioning/01-site', name));
  for (const [name, content] of Object.entries(contents)) expect({ name, content: arrived(name) }).toEqual({ name, content });
  expect(script).toContain('\nEND\n$HOME `id` \\ \'é\'\n');
});

test('user data without provisioning is unchanged', () => {
  expect(userData()).not.toContain('provisioning');
});

test.each([
  ['out of it', () => join(scratch, 'outside')], ['to nothing', () => join(scratch, 'nothing')], ['to a folder', () => '.'],
])('refuses a playbook whose folder has a link %s: it would be published', (_where, target) => {
  writeFileSync(join(scratch, 'outside'), 'what nobody else should read');
  const folder = mkdtempSync(join(scratch, 'playbook-'));
  writeFileSync(join(folder, 'site.yml'), '- hosts: localhost\n');
  symlinkSync('site.yml', join(folder, 'same.yml'));
  expect(() => userData(Provisioning.ansible(join(folder, 'site.yml')))).not.toThrow();
  symlinkSync(target(), join(folder, 'link'));
  expect(() => userData(Provisioning.ansible(join(folder, 'site.yml'))))
    .toThrow(/^`provisioning.ansible` must have no links in its folder but to files of the folder, got: ".*link"; replace/);
});

test('refuses a playbook whose folder has a named pipe, instead of waiting for somebody who writes into it', () => {
  const folder = mkdtempSync(join(scratch, 'playbook-'));
  writeFileSync(join(folder, 'site.yml'), '- hosts: localhost\n');
  mkdirSync(join(folder, 'files'));
  execFileSync('mkfifo', [join(folder, 'files', 'pipe')]);
  expect(() => userData(Provisioning.ansible(join(folder, 'site.yml'))))
    .toThrow(/^`provisioning.ansible` must have only files and folders in its folder, no .* or devices, got: ".*pipe"; move it elsewhere$/);
});

test('packages are whatever dnf takes, and the shell changes nothing in them', () => {
  const names = [
    '@development', '/usr/bin/jq', 'perl(Digest::SHA)', 'java-21-amazon-corretto*', 'lib[ab]c?', 'gcc-c++', 'jq-1:1.7~rc1^git-1.amzn2023', '*-devel',
  ];
  const script = userData(Provisioning.packages(...names));
  expect(boot(script, program('dnf', 'printf "%s\\n" "$@"')).log('01-packages')).toBe(`install\n-y\n-q\n${names.join('\n')}\n`);
});

describe('a part of the user\'s own', () => {
  const returning = (returned: unknown) => ({ bind: () => returned }) as IProvisioning;
  test.each<[string, unknown, RegExp]>([
    ['null', returning(null), /^`provisioning\[0\]\.bind\(\)` must return `ProvisioningConfig`, .*, got: null; return/],
    ['a promise', returning(Promise.resolve({})), /must return `ProvisioningConfig`, and no promise of it, got: a Promise/],
    ['no command', returning({ name: 'part' }), /^`provisioning\[0\]\.bind\(\)\.command` must be given, got: undefined; write `\[\.\.\.\]`/],
    ['a text as command', returning({ name: 'part', command: 'ls' }), /bind\(\)\.command` must be a list, got: "ls"/],
    ['an empty command', returning({ name: 'part', command: [] }), /^`provisioning\[0\]\.command` must name a program, got: \[\]/],
    ['a file that is none', returning({ name: 'part', command: ['x'], files: { x: '/none' } }),
      /^`provisioning\[0\]\.files\.x` must be a file, got: "\/none"/],
    ['no method', { bind: 5 }, /^`compute.provisioning\[0\]` must be created with this library, got: {"bind":5}; write/],
  ])('that returns %s is refused', (_what, part, message) => {
    expect(() => userData(part as IProvisioning)).toThrow(message);
  });
});

describe('fails', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['for a script that does not exist', () => Provisioning.script('setup.sh'),
      /`provisioning.script` must be a file, got: ".*setup.sh"; correct the path/],
    ['for a folder', () => Provisioning.script(FIXTURES), /must be a file/],
    ['for a script without #!', () => Provisioning.script(fileOf('plain.sh', 'echo\n')), /must begin with `#!`, got: .*`#!\/bin\/bash`/],
    ['for Windows line endings', () => Provisioning.script(fileOf('dos.sh', '#!/bin/bash\r\necho\r\n')), /must not have Windows line endings/],
    ['for a path below a file', () => Provisioning.script(join(SCRIPT, 'x')),
      /^`provisioning.script` must be a file, got: ".*set-limits.sh\/x"; correct/],
    ['for a path that is too long', () => Provisioning.script('x'.repeat(5000)),
      /^`provisioning.script` must be a file, got: "[^"]{0,310}\.\.\."; correct/],
    ['for a path with NUL', () => Provisioning.script('ok.sh\0'), /^`provisioning.script` must be a file, got: ".*ok.sh\\u0000"; correct/],
    ['for a byte order mark', () => Provisioning.script(fileOf('bom.sh', '\uFEFF#!/bin/bash\necho\n')), /must not begin with a byte order mark, got/],
    ['for a test with Windows line endings', () => HostImage.baked({ tests: [fileOf('test.sh', '#!/bin/bash\r\ntrue\r\n')] }),
      /^`compute.image.tests` must not have Windows line endings \(CRLF\), got/],
    ['for packages in one text', () => Provisioning.packages('jq git'), /must be names of packages, .*, got: "jq git"; pass each name separately/],
    ['for a package from the internet', () => Provisioning.packages('https://example.com/x.rpm'), /must be names of packages/],
    ['without a package', () => Provisioning.packages(), /must name packages/],
    ['for what is an option', () => Provisioning.packages('--nogpgcheck'), /must be names of packages, .*, got: "--nogpgcheck"/],
    ['for a cloud-config document that does not exist', () => Provisioning.cloudInit('users.yml'), /`provisioning.cloudInit` must be a file/],
    ['for a document without its header', () => Provisioning.cloudInit(fileOf('plain.yml', 'packages: [jq]\n')),
      /plain\.yml:1: must start with `#cloud-config`, got: packages: \[jq\]; write it/],
    ['for a document that is not YAML', () => Provisioning.cloudInit(fileOf('bad.yml', '#cloud-config\npackages: [\n')),
      /bad\.yml:\d+: must be YAML/],
    ['for a document that is not a mapping', () => Provisioning.cloudInit(fileOf('list.yml', '#cloud-config\n- packages\n')),
      /list\.yml:2: must be a non-empty mapping/],
    ['for a key of another boot stage', () => Provisioning.cloudInit(fileOf('run.yml', '#cloud-config\npackages: [jq]\nruncmd: [ls]\n')),
      /run\.yml:3: must be one of bootcmd, .*, got: runcmd; use `Provisioning.script`/],
    ['for a second document', () => Provisioning.cloudInit(fileOf('two.yml', '#cloud-config\n# users\n---\npackages: [jq]\n--- \ngroups: [a]\n')),
      /two\.yml:5: must be one YAML document/],
    ['for a key that occurs twice', () => Provisioning.cloudInit(fileOf('twice.yml', '#cloud-config\npackages: [jq]\npackages: [git]\n')),
      /twice\.yml:3: the key occurs twice/],
    ['for an unknown key', () => Provisioning.cloudInit(fileOf('typo.yml', '#cloud-config\npackage: [jq]\n')),
      /typo\.yml:2: must be one of .*, got: package; use/],
    ['for a playbook that does not exist', () => Provisioning.ansible('site.yml'), /`provisioning.ansible` must be a file, got: ".*site.yml"/],
    ['for a playbook that is not YAML', () => Provisioning.ansible(fileOf('broken.yml', '- hosts: localhost\n  tasks: [\n')),
      /broken\.yml:\d+: must be YAML, got: .*; correct it/],
    ['for tasks without a play', () => Provisioning.ansible(fileOf('tasks.yml', 'tasks: []\n')), /tasks\.yml:1: must be a list of plays/],
    ['for a play without hosts', () => Provisioning.ansible(fileOf('no-hosts.yml', '- tasks: []\n')), /no-hosts\.yml:1: a play must have hosts/],
    ['for other hosts, which Ansible would skip', () => Provisioning.ansible(fileOf('web.yml', '\n- hosts: webservers\n')),
      /web\.yml:2: a play for other hosts is skipped: .*, got: webservers; write `hosts: localhost`/],
    ['for the path of a role that is missing',
      () => Provisioning.ansible(fileOf('path.yml', '- hosts: localhost\n  roles:\n    - ./roles/nothere\n')),
      /path\.yml:3: a role that is given by its path must be in the folder of the playbook, .*, got: \.\/roles\/nothere; correct the path/],
    ['for one in a mapping',
      () => Provisioning.ansible(fileOf('mapping.yml', '- hosts: localhost\n  roles:\n    - { role: parts/nothere, tags: [a] }\n')),
      /mapping\.yml:3: a role that is given by its path must be/],
    ['for one that a task includes',
      () => Provisioning.ansible(fileOf('tasks.yml', '- hosts: localhost\n  tasks:\n    - block:\n        - import_role: { name: ../no }\n')),
      /tasks\.yml:4: a role that is given by its path must be/],
    ['for a playbook that imports another one which is missing', () => Provisioning.ansible(fileOf('main.yml', '- import_playbook: other.yml\n')),
      /main\.yml:1: a playbook that is imported must exist, got: other\.yml; correct its path/],
    ['for a name that is not a valid file name', () => userData({ bind: () => ({ name: '../x', command: ['true'] }) }),
      /`provisioning\[0\]\.name` must be lowercase/],
  ])('%s', (_what, use, message) => {
    expect(use).toThrow(message);
  });
});
